import { eq } from 'drizzle-orm';
import type { Database, Queryable } from '#db/client.ts';
import { organisation } from '#db/schema/index.ts';
import { actorName } from '#lib/auth/actor.ts';
import { hashVirtualKey } from '#lib/credentials/virtual-key.ts';
import type { ApplyOptions, ApplyResult, GeneratedKey } from './apply-options.ts';
import { type ApplyPlan, planApply } from './apply-plan.ts';
import { auditEntries } from './audit-entries.ts';
import { canonicalJson } from './canonical-json.ts';
import { type EntryChange, entryChanges, summarise } from './entry-changes.ts';
import { recordConfigVersion } from './record-config-version.ts';
import { takeTurns } from './take-turns.ts';
import type { ParsedConfig } from './validate.ts';
import { writeModels, writeRoutes } from './write-entries.ts';
import { writeKeys } from './write-keys.ts';
import { writeOrganisation } from './write-organisation.ts';
import { writeProviders } from './write-providers.ts';
import { removeTeams, writeTeams } from './write-teams.ts';

/**
 * Makes the database agree with a document, in one transaction. A section that the document has replaces the database's;
 * one that it leaves out is left alone. Applying the same document again changes nothing and makes no version.
 * @throws ConfigRejected when document and database cannot go together; then nothing was changed.
 */
export function applyConfig(
  db: Database['db'],
  config: ParsedConfig,
  options: ApplyOptions,
): Promise<ApplyResult> {
  return db.transaction((tx) => applyInTransaction(tx, config, options));
}

/** {@link applyConfig} within a transaction that is already open. */
export async function applyInTransaction(
  tx: Queryable,
  { document }: Pick<ParsedConfig, 'document'>,
  options: ApplyOptions,
): Promise<ApplyResult> {
  await takeTurns(tx);
  const plan = await planApply(tx, document, options);
  const entries = entryChanges(plan.changes);
  const generatedKeys = await writeAll(tx, plan, { ...options, entries });
  if (options.origin === 'file') await rememberFile(tx, plan, options.pepper);
  const { notices } = plan;
  if (entries.length === 0) return { version: null, changes: [], generatedKeys, notices };
  await auditEntries(tx, options.actor, { entries, detail: { origin: options.origin } });
  const version = await recordConfigVersion(tx, {
    origin: options.origin,
    actor: actorName(options.actor),
    summary: summarise(entries),
  });
  const changes = plan.changes.map(({ at: _at, ...change }) => change);
  return { version, changes, generatedKeys, notices };
}

/**
 * As {@link applyConfig} with origin `file`, unless this very content was the last file applied: then edits made in the
 * console since are left in force and the answer is null. Environment variables are part of the content.
 */
export function applyFileAtBoot(
  db: Database['db'],
  config: ParsedConfig,
  options: Omit<ApplyOptions, 'origin'>,
): Promise<ApplyResult | null> {
  return db.transaction(async (tx) => {
    await takeTurns(tx);
    const [row] = await tx.select({ hash: organisation.appliedFileHash }).from(organisation);
    if (row?.hash === fileHash(config.document, options.pepper)) return null;
    return applyInTransaction(tx, config, { ...options, origin: 'file' });
  });
}

async function writeAll(
  tx: Queryable,
  plan: ApplyPlan,
  options: ApplyOptions & { readonly entries: readonly EntryChange[] },
): Promise<GeneratedKey[]> {
  const of = (section: string) => options.entries.filter((entry) => entry.section === section);
  const { state, document, complete } = plan;
  await writeOrganisation(tx, of('organisation'), document.organisation ?? {});
  const { masterKey } = options;
  await writeProviders(tx, of('providers'), { state, providers: document.providers ?? {}, masterKey });
  await writeModels(tx, of('models'), complete.models ?? {});
  await writeRoutes(tx, of('routes'), complete);
  await writeTeams(tx, of('teams'), document.teams ?? {});
  const generated = await writeKeys(tx, of('keys'), { plan, options });
  await removeTeams(tx, of('teams'));
  return generated;
}

async function rememberFile(tx: Queryable, { document }: ApplyPlan, pepper: Uint8Array): Promise<void> {
  await tx
    .update(organisation)
    .set({ appliedFileHash: fileHash(document, pepper) })
    .where(eq(organisation.id, 1));
}

/** Under the pepper, because the document holds secrets, which a plain hash would let someone guess at. */
function fileHash(document: ParsedConfig['document'], pepper: Uint8Array): string {
  return hashVirtualKey(pepper, canonicalJson(document));
}
