import type { Configuration, Credential } from '../configuration.ts';
import type { UpstreamError } from '../errors.ts';

/** A quota that is spent heals by a top-up or a new month; asking every ten minutes finds out soon enough. */
const quotaBenchMs = 600_000;

/** What `pick` found: a credential, or why there is none and when one returns (Unix ms; null = never by itself). */
export type Pick =
  | { readonly credential: Credential }
  | {
      readonly credential: null;
      readonly reason: 'credential_benched' | 'no_usable_credential';
      readonly until: number | null;
    };

/** Credentials that failed, one by one: the others of the pool go on. */
export interface CredentialBench {
  /** A usable credential of the pool, drawn by weight, none of `tried`. */
  pick(pool: readonly Credential[], model: string, tried: ReadonlySet<string>): Pick;
  /** Writes down what a failed call says about the credential that made it. */
  blame(credential: Credential, model: string, error: UpstreamError): void;
  /** The provider has taken it again: neither refused nor out of quota any more. */
  accept(credential: Credential): void;
  /** Credentials that the provider refused, by id. */
  rejected(): ReadonlySet<string>;
}

/**
 * The bench of one process. Time and chance are handed in, and what is configured, so that credentials that are gone are forgotten.
 */
export function createCredentialBench(
  now: () => number,
  random: () => number,
  configuration: () => Configuration | null = () => null,
): CredentialBench {
  const bench = createBenchTimes(now);
  const refused = createRefusedSecrets(configuration);
  const isFree = (credential: Credential, model: string) =>
    !refused.has(credential) && bench.until(credential, model) <= now();

  return {
    pick(pool, model, tried) {
      const [only] = pool;
      // The common case, for every call: one credential, nobody benched.
      if (only !== undefined && pool.length === 1 && isFree(only, model) && !tried.has(only.id))
        return { credential: only };
      const accepted = pool.filter((credential) => !refused.has(credential) && !tried.has(credential.id));
      if (accepted.length === 0) return { credential: null, reason: 'no_usable_credential', until: null };
      const ready = accepted.filter((credential) => bench.until(credential, model) <= now());
      if (ready.length === 0) {
        const soonest = Math.min(...accepted.map((credential) => bench.until(credential, model)));
        return { credential: null, reason: 'credential_benched', until: soonest };
      }
      return { credential: drawByWeight(ready, random()) };
    },
    blame(credential, model, { kind, retryAfterMs }) {
      switch (kind) {
        case 'authentication':
        case 'permission':
          refused.add(credential);
          break;
        case 'quota_exhausted':
          bench.hold(credential.id, now() + Math.max(quotaBenchMs, retryAfterMs ?? 0));
          break;
        case 'rate_limited':
          // Without a stated wait the breaker counts it like any failure instead.
          if (retryAfterMs !== null) bench.hold(`${credential.id} ${model}`, now() + retryAfterMs);
          break;
        default:
          break;
      }
    },
    accept({ id }) {
      refused.remove(id);
      bench.free(id);
    },
    rejected: refused.ids,
  };
}

/** Beyond so many entries, those that are over are looked for and dropped. */
const pruneBeyond = 64;

/** Until when who is benched, Unix milliseconds, by credential id (whole) or `id model` (for one model). */
function createBenchTimes(now: () => number) {
  const times = new Map<string, number>();
  return {
    /** Long ago when it is not benched. */
    until: ({ id }: Credential, model: string) =>
      times.size === 0 ? 0 : Math.max(times.get(id) ?? 0, times.get(`${id} ${model}`) ?? 0),
    /** Several refusals at once name different times: the latest holds. */
    hold(key: string, untilMs: number) {
      if (times.size >= pruneBeyond) for (const [each, time] of times) if (time <= now()) times.delete(each);
      times.set(key, Math.max(untilMs, times.get(key) ?? 0));
    },
    free: (key: string) => void times.delete(key),
  };
}

/** Credentials that their provider refused, with the very secret: a replaced one is a new chance. */
function createRefusedSecrets(configuration: () => Configuration | null) {
  const secrets = new Map<string, string>();
  let prunedFor: Configuration | null = null;

  /** Forgets those that are no longer configured, or no longer with the secret that was refused. */
  const prune = () => {
    const current = configuration();
    if (current === null || current === prunedFor) return;
    prunedFor = current;
    const configured = new Map<string, string>();
    for (const { credentials } of current.providers.values())
      for (const { id, secret } of credentials) configured.set(id, secret);
    for (const [id, secret] of secrets) if (configured.get(id) !== secret) secrets.delete(id);
  };

  return {
    has: ({ id, secret }: Credential) => secrets.get(id) === secret,
    add({ id, secret }: Credential) {
      prune();
      secrets.set(id, secret);
      // It may have been replaced while the call was under way.
      prunedFor = null;
    },
    remove: (id: string) => void secrets.delete(id),
    ids(): ReadonlySet<string> {
      prune();
      return new Set(secrets.keys());
    },
  };
}

function drawByWeight(ready: readonly Credential[], random: number): Credential {
  const total = ready.reduce((sum, credential) => sum + credential.weight, 0);
  let rest = random * total;
  for (const credential of ready) {
    rest -= credential.weight;
    if (rest < 0) return credential;
  }
  const last = ready.at(-1);
  if (last === undefined) throw new RangeError('drawByWeight needs at least one credential');
  return last;
}
