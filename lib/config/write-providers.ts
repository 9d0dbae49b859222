import { eq, inArray } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { credential, provider } from '#db/schema/index.ts';
import type { MasterKey } from '#lib/credentials/master-key.ts';
import { sealSecret } from '#lib/credentials/seal.ts';
import { newId } from '#lib/gateway/new-id.ts';
import { credentialContext, effectiveBaseUrl } from './credential-context.ts';
import { credentialHint } from './credential-hint.ts';
import type { CurrentState, StoredProvider } from './current-state.ts';
import type { EntryChange } from './entry-changes.ts';
import { namesOf } from './entry-changes.ts';
import { providerLimitsShape } from './schema/limits.ts';
import type { ProviderSettings } from './schema/provider.ts';
import { storedLimits } from './stored-limits.ts';

/** The providers as they are and as they shall be. */
export interface WriteProvidersInput {
  readonly state: CurrentState;
  readonly providers: Readonly<Record<string, DesiredProvider>>;
  readonly masterKey: MasterKey | null;
}

/** A provider's settings. A credential without a secret keeps the one that is stored. */
export interface DesiredProvider extends Omit<ProviderSettings, 'credentials'> {
  readonly credentials?: readonly DesiredCredential[] | undefined;
}

/** One member of a provider's pool, as the file writes it. */
export type DesiredCredential = Omit<FileCredential, 'secret'> & { readonly secret?: string };

type FileCredential = NonNullable<ProviderSettings['credentials']>[number];

type ProviderRow = typeof provider.$inferSelect;

/** Adds, changes and removes providers with their pools. A secret that stays is not sealed again. */
export async function writeProviders(
  tx: Queryable,
  entries: readonly EntryChange[],
  { state, providers, masterKey }: WriteProvidersInput,
): Promise<void> {
  const removed = namesOf(entries, 'removed');
  if (removed.length > 0) await tx.delete(provider).where(inArray(provider.name, removed));
  for (const { name, kind, changes } of entries) {
    const settings = providers[name];
    if (kind === 'removed' || settings === undefined) continue;
    const stored = state.providers.get(name);
    const row = await writeRow(tx, name, { settings, stored });
    const resealed = new Set(changes.flatMap(({ at }) => (at.at(-1) === 'secret' ? [String(at[3])] : [])));
    await writePool(tx, settings.credentials ?? [], { row, stored, resealed, masterKey });
  }
}

async function writeRow(
  tx: Queryable,
  name: string,
  { settings, stored }: { settings: DesiredProvider; stored: StoredProvider | undefined },
): Promise<ProviderRow> {
  const values = {
    adapter: settings.adapter,
    baseUrl: settings.base_url ?? null,
    allowPrivateNetwork: settings.allow_private_network ?? false,
    healthCheck: settings.health_check ?? true,
    simulated: settings.adapter === 'simulator',
    limits: storedLimits(settings, providerLimitsShape),
    updatedAt: new Date(),
  };
  const [row] = stored
    ? await tx.update(provider).set(values).where(eq(provider.id, stored.row.id)).returning()
    : await tx
        .insert(provider)
        .values({ ...values, id: newId('prov'), name })
        .returning();
  if (!row) throw new Error(`The provider ${name} vanished while the configuration was applied.`);
  return row;
}

async function writePool(
  tx: Queryable,
  pool: readonly DesiredCredential[],
  context: {
    readonly row: ProviderRow;
    readonly stored: StoredProvider | undefined;
    /** Names of the credentials whose secret is another one. */
    readonly resealed: ReadonlySet<string>;
    readonly masterKey: MasterKey | null;
  },
): Promise<void> {
  const { row, stored, resealed, masterKey } = context;
  const existing = new Map((stored?.credentials ?? []).map((each) => [each.name, each]));
  const wanted = new Set(pool.map((each) => each.name));
  const gone = [...existing.values()].filter((each) => !wanted.has(each.name)).map((each) => each.id);
  if (gone.length > 0) await tx.delete(credential).where(inArray(credential.id, gone));
  // A secret is bound to the address it was given for, so a new address seals it anew.
  const moved = stored !== undefined && effectiveBaseUrl(stored.row) !== effectiveBaseUrl(row);
  const seal = (id: string, secret: string | undefined) => {
    if (masterKey === null || secret === undefined) {
      throw new Error(`A credential of the provider ${row.name} has no secret that could be sealed.`);
    }
    const sealedSecret = sealSecret(masterKey, secret, credentialContext(id, row));
    return { sealedSecret, hint: credentialHint(secret) };
  };
  for (const { name, secret, weight = 1, rpm = null, tpm = null } of pool) {
    const before = existing.get(name);
    const limits = { weight, rpm, tpm };
    if (before === undefined) {
      const id = newId('cred');
      await tx.insert(credential).values({ id, providerId: row.id, name, ...limits, ...seal(id, secret) });
    } else {
      const changed = resealed.has(name);
      await tx
        .update(credential)
        .set({
          ...limits,
          ...(changed || moved ? seal(before.id, secret) : {}),
          ...(changed ? { rotatedAt: new Date() } : {}),
        })
        .where(eq(credential.id, before.id));
    }
  }
}
