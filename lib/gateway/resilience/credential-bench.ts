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

/** Beyond so many entries, those that are over are looked for and dropped. */
const pruneBeyond = 64;

/**
 * The bench of one process. Time and chance are handed in, and what is configured, so that credentials that are gone are forgotten.
 */
export function createCredentialBench(
  now: () => number,
  random: () => number,
  configuration: () => Configuration | null = () => null,
): CredentialBench {
  /** Until when, by credential id (whole) or `id model` (for one model). */
  const benchedUntil = new Map<string, number>();
  /** The very secret that was refused, by credential id: a replaced secret is a new chance. */
  const rejectedSecrets = new Map<string, string>();
  let prunedFor: unknown = null;

  const isRejected = (credential: Credential) => rejectedSecrets.get(credential.id) === credential.secret;
  /** Unix milliseconds, long ago when it is not benched. */
  const until = (credential: Credential, model: string) =>
    benchedUntil.size === 0
      ? 0
      : Math.max(benchedUntil.get(credential.id) ?? 0, benchedUntil.get(`${credential.id} ${model}`) ?? 0);
  const isFree = (credential: Credential, model: string) =>
    !isRejected(credential) && until(credential, model) <= now();
  /** Several refusals at once name different times: the latest holds. */
  const benchUntil = (key: string, unixMs: number) => {
    if (benchedUntil.size >= pruneBeyond)
      for (const [id, time] of benchedUntil) if (time <= now()) benchedUntil.delete(id);
    benchedUntil.set(key, Math.max(unixMs, benchedUntil.get(key) ?? 0));
  };
  /** Forgets refused credentials that are no longer configured, or no longer with the secret that was refused. */
  const forgetReplaced = () => {
    const current = configuration();
    if (current === null || current === prunedFor) return;
    prunedFor = current;
    const secrets = new Map<string, string>();
    for (const { credentials } of current.providers.values())
      for (const { id, secret } of credentials) secrets.set(id, secret);
    for (const [id, secret] of rejectedSecrets) if (secrets.get(id) !== secret) rejectedSecrets.delete(id);
  };

  return {
    pick(pool, model, tried) {
      const [only] = pool;
      // The common case, for every call: one credential, nobody benched.
      if (only !== undefined && pool.length === 1 && isFree(only, model) && !tried.has(only.id))
        return { credential: only };
      const accepted = pool.filter((credential) => !isRejected(credential) && !tried.has(credential.id));
      if (accepted.length === 0) return { credential: null, reason: 'no_usable_credential', until: null };
      const ready = accepted.filter((credential) => until(credential, model) <= now());
      if (ready.length === 0) {
        const soonest = Math.min(...accepted.map((credential) => until(credential, model)));
        return { credential: null, reason: 'credential_benched', until: soonest };
      }
      return { credential: drawByWeight(ready, random()) };
    },
    blame(credential, model, error) {
      forgetReplaced();
      switch (error.kind) {
        case 'authentication':
        case 'permission':
          rejectedSecrets.set(credential.id, credential.secret);
          // A call that began before the last change may have been made with a secret that is replaced already.
          prunedFor = null;
          break;
        case 'quota_exhausted':
          benchUntil(credential.id, now() + Math.max(quotaBenchMs, error.retryAfterMs ?? 0));
          break;
        case 'rate_limited':
          // Without a stated wait the breaker counts it like any failure instead.
          if (error.retryAfterMs !== null)
            benchUntil(`${credential.id} ${model}`, now() + error.retryAfterMs);
          break;
        default:
          break;
      }
    },
    accept({ id }) {
      rejectedSecrets.delete(id);
      benchedUntil.delete(id);
    },
    rejected() {
      forgetReplaced();
      return new Set(rejectedSecrets.keys());
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
