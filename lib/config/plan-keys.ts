import type { team } from '#db/schema/index.ts';
import type { StoredKey } from './current-state.ts';
import type { DocumentProblem } from './problem.ts';
import type { KeySettings } from './schema/key.ts';
import type { ConfigDocument } from './schema.ts';
import { keyEntry, teamEntry } from './state-document.ts';

/** What {@link planKeys} compares. */
export interface PlanKeysInput {
  readonly document: ConfigDocument;
  readonly keys: ReadonlyMap<string, StoredKey>;
  readonly teams: ReadonlyMap<string, typeof team.$inferSelect>;
  /** The lookup hash of a secret. */
  hash(secret: string): string;
}

/** The sections `teams` and `keys` before and after, where a secret stands as its hash. */
export interface KeyPlan {
  readonly before: { teams?: Entries; keys?: Entries };
  readonly after: { teams?: Entries; keys?: Entries };
  readonly problems: readonly DocumentProblem[];
  readonly notices: readonly string[];
}

type Entries = Record<string, Record<string, unknown>>;

/**
 * What a document does to teams and keys. Keys that came from a file follow the file: one that it no longer names is
 * revoked. A person's keys are never revoked by it, nor their secrets replaced; a secret that was revoked never comes back.
 */
export function planKeys(input: PlanKeysInput): KeyPlan {
  const { document, keys } = input;
  const wanted = new Map(Object.entries(document.keys ?? {}));
  const judged = [...wanted].map(([name, settings]) => ({ name, settings, ...judge(name, settings, input) }));
  const accepted = judged.filter(({ problem, notice }) => problem === undefined && notice === undefined);
  const living = [...keys.values()].filter((key) => key.revokedAt === null);
  const governed = living.filter(
    (key) => document.keys !== undefined && (key.origin === 'file' || wanted.has(key.name)),
  );
  const free = living.filter((key) => !governed.includes(key));
  const teams = planTeams(input, free);
  return {
    before: {
      ...teams.before,
      ...(document.keys && {
        keys: entriesOf(governed, (key) =>
          withSecret(keyEntry(key), secretBefore(key, wanted.get(key.name))),
        ),
      }),
    },
    after: {
      ...teams.after,
      ...(document.keys && {
        keys: entriesOf(accepted, ({ settings }) => entryAfter(settings, input.hash)),
      }),
    },
    problems: judged.flatMap(({ problem }) => problem ?? []),
    notices: [...judged.flatMap(({ notice }) => notice ?? []), ...teams.notices],
  };
}

/** A team that the file leaves out is removed, unless keys that the file does not govern belong to it. */
function planTeams({ document, teams }: PlanKeysInput, free: readonly StoredKey[]) {
  if (document.teams === undefined) return { before: {}, after: {}, notices: [] };
  const declared = document.teams;
  const inUse = new Set(free.flatMap((key) => key.team ?? []));
  const kept = [...teams.keys()].filter((name) => inUse.has(name) && !Object.hasOwn(declared, name));
  const before = Object.fromEntries([...teams].map(([name, row]) => [name, teamEntry(row)]));
  const after = { ...declared, ...Object.fromEntries(kept.map((name) => [name, before[name] ?? {}])) };
  return {
    before: { teams: before },
    after: { teams: after },
    notices: kept.map((name) => `The team "${name}" stays: keys that are not in the file belong to it.`),
  };
}

function judge(
  name: string,
  settings: KeySettings,
  { keys, hash }: PlanKeysInput,
): { problem?: DocumentProblem; notice?: string } {
  if (settings.secret === undefined) return {};
  const secretHash = hash(settings.secret);
  const path = ['keys', name, 'secret'];
  const stored = keys.get(name);
  const owner = [...keys.values()].find((key) => key.secretHash === secretHash);
  if (owner && owner.name !== name) {
    const message = `is the secret of the key "${owner.name}" already; each key needs its own`;
    return { problem: { path, message, suggestion: null } };
  }
  if (stored && stored.revokedAt === null && stored.origin !== 'file' && owner === undefined) {
    const message =
      'would replace the secret of a key that was not made by a file; leave it out, or rename the key';
    return { problem: { path, message, suggestion: null } };
  }
  if (stored?.revokedAt && owner) {
    return { notice: `The key "${name}" stays revoked: give it a new secret to bring it back.` };
  }
  return {};
}

function secretBefore(key: StoredKey, wanted: KeySettings | undefined): string | undefined {
  return wanted?.secret === undefined ? undefined : key.secretHash;
}

function entryAfter(settings: KeySettings, hash: (secret: string) => string): Record<string, unknown> {
  const { secret, tags = {}, ...rest } = settings;
  const entry = Object.keys(tags).length === 0 ? rest : { ...rest, tags };
  return withSecret(entry, secret === undefined ? undefined : hash(secret));
}

function withSecret(entry: Record<string, unknown>, secret: string | undefined): Record<string, unknown> {
  return secret === undefined ? entry : { ...entry, secret };
}

function entriesOf<Item extends { readonly name: string }>(
  items: readonly Item[],
  entry: (item: Item) => Record<string, unknown>,
): Entries {
  return Object.fromEntries(items.map((item) => [item.name, entry(item)]));
}
