import type { UpstreamError } from '../errors.ts';
import type { GatewayPorts } from '../ports.ts';
import type { CredentialBench } from '../resilience/credential-bench.ts';
import type { CheckEntry } from './check-entry.ts';
import type { Subject } from './planned-checks.ts';
import type { CheckResult } from './run-check.ts';

/** What refusals are judged with. */
export interface RefusalDeps {
  readonly ports: Pick<GatewayPorts, 'clock' | 'logCredentialOut'>;
  readonly bench: CredentialBench;
}

/** A refusal that no check could see ends no sooner than this after it was met. Milliseconds; doubles each time. */
const firstHoldMs = 30_000;
/** A credential that traffic finds refused again and again costs one request in so long. Milliseconds. */
const maxHoldMs = 3_600_000;

/** Why a credential is out of which the checks themselves know nothing bad. */
const metByTraffic = 'The provider refused it for a request.';

const noneTried: ReadonlySet<string> = new Set();

/** Whether this very secret is refused, whoever met the refusal; a replaced one is not. */
export function isRefused(bench: CredentialBench, { credential }: Subject): boolean {
  if (!bench.rejected().has(credential.id)) return false;
  const pick = bench.pick([credential], '', noneTried);
  return pick.credential === null && pick.reason === 'no_usable_credential';
}

/** Notices a refusal that traffic has met since, or one that is over. True when a check should look at it at once. */
export function noticeRefusal(entry: CheckEntry, { bench, ports }: RefusalDeps): boolean {
  const refused = entry.planned.subjects.some((subject) => isRefused(bench, subject));
  if (refused === (entry.refusal !== null)) return false;
  entry.refusal = refused ? { since: ports.clock.now(), confirmed: false, reason: metByTraffic } : null;
  return refused;
}

/** What the result of a check means for the bench. */
export function judgeCredential(entry: CheckEntry, result: CheckResult, deps: RefusalDeps): void {
  if (result.type === 'refused') refuse(entry, result.error, deps);
  if (result.type === 'ok' && entry.refusal !== null && isOver(entry, deps)) restore(entry, deps);
}

function refuse(entry: CheckEntry, error: UpstreamError, { bench, ports }: RefusalDeps): void {
  for (const subject of entry.planned.subjects) {
    if (isRefused(bench, subject)) continue;
    const { provider, credential } = subject;
    bench.blame(credential, '', error);
    ports.logCredentialOut({ provider: provider.name, credential: credential.name, kind: error.kind });
  }
  const since = entry.refusal?.since ?? ports.clock.now();
  entry.refusal = { since, confirmed: true, reason: error.message };
}

/**
 * Whether an answered check proves that a refusal is over. It does when a check had been refused too. Some lists are open
 * to anybody, and some keys may list what they may not use: then traffic tries again after a while, ever more rarely.
 */
function isOver(entry: CheckEntry, { ports }: RefusalDeps): boolean {
  const { refusal } = entry;
  if (refusal === null || refusal.confirmed) return true;
  const now = ports.clock.now();
  return now - refusal.since >= Math.min(firstHoldMs * 2 ** recentReturns(entry, now), maxHoldMs);
}

/** A credential that has worked for hours since is not held against. */
function recentReturns({ unprovenReturns, lastUnprovenReturnAt }: CheckEntry, now: number): number {
  return now - lastUnprovenReturnAt > 2 * maxHoldMs ? 0 : unprovenReturns;
}

function restore(entry: CheckEntry, { bench, ports }: RefusalDeps): void {
  for (const subject of entry.planned.subjects)
    if (isRefused(bench, subject)) bench.accept(subject.credential);
  if (entry.refusal?.confirmed === false) {
    const now = ports.clock.now();
    entry.unprovenReturns = recentReturns(entry, now) + 1;
    entry.lastUnprovenReturnAt = now;
  }
  entry.refusal = null;
}
