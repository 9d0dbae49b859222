import type { RecordCounts } from './count-records.ts';
import type { Fate } from './load.ts';
import type { MemoryTrend } from './memory-trend.ts';

/** All that a soak left behind. */
export interface SoakEvidence {
  readonly fates: readonly (Fate | undefined)[];
  readonly records: RecordCounts;
  /** Calls for answers by provider, as the simulator counted them. */
  readonly upstream: ReadonlyMap<string, number>;
  /** Null when the run was too short to tell. */
  readonly memory: MemoryTrend | null;
  readonly unhandledRejections: number;
  readonly remarks: readonly string[];
  /** Lines of the log, one for each failover. */
  readonly failoversLogged: number;
  readonly exitCode: number | NodeJS.Signals | null;
  /** TCP sockets of the gateway before the load, and once it was idle again; null when that was not waited for. */
  readonly sockets: { readonly before: number; readonly after: number; readonly allowed: number } | null;
}

/** What must be on record for what a caller saw. A caller who left may have done so too early or too late to matter. */
const statusOf: Readonly<Record<Fate, readonly string[]>> = {
  answer: ['ok'],
  error: ['error'],
  broken: ['partial'],
  left: ['canceled', 'ok', 'error', 'partial'],
  unclean: [],
  stuck: [],
  'wrong words': [],
};

/** Everything that is not as it must be; empty when all is well. */
export function judgeSoak(evidence: SoakEvidence): string[] {
  const { fates, memory, unhandledRejections, remarks, exitCode, sockets } = evidence;
  const flaws: string[] = [];
  const count = (fate: Fate | undefined) => fates.filter((each) => each === fate).length;
  for (const fate of ['unclean', 'stuck', 'wrong words', undefined] as const) {
    const calls = count(fate);
    if (calls > 0) flaws.push(`${calls} calls ended ${fate ?? 'never'}`);
  }
  flaws.push(...flawsOfRecords(evidence), ...flawsOfAttempts(evidence));
  if (memory !== null && !memory.flat) flaws.push(`memory grows: ${memory.sentence}`);
  if (evidence.failoversLogged !== evidence.records.failovers)
    flaws.push(
      `${evidence.failoversLogged} failovers are in the log, ${evidence.records.failovers} on record`,
    );
  if (unhandledRejections > 0) flaws.push(`${unhandledRejections} unhandled rejections`);
  if (remarks.length > 0) flaws.push(`the gateway logged: ${remarks[0]?.slice(0, 300)}`);
  if (exitCode !== 0) flaws.push(`the gateway ended with ${exitCode}`);
  if (sockets !== null && sockets.after > sockets.allowed)
    flaws.push(`${sockets.after} sockets are open once idle, ${sockets.before} before`);
  return flaws;
}

function flawsOfRecords({ fates, records }: SoakEvidence): string[] {
  const flaws: string[] = [];
  let missing = 0;
  let doubled = 0;
  let wrong = 0;
  for (const [number, fate] of fates.entries()) {
    if (fate === undefined) continue;
    const statuses = records.statuses.get(number) ?? [];
    const mayBeUnknown = fate === 'left';
    if (statuses.length === 0 && !mayBeUnknown) missing += 1;
    if (statuses.length > 1) doubled += 1;
    if (statuses.some((status) => !statusOf[fate].includes(status))) wrong += 1;
  }
  if (missing > 0) flaws.push(`${missing} requests have no record`);
  if (doubled > 0) flaws.push(`${doubled} requests have more than one record`);
  if (wrong > 0) flaws.push(`${wrong} records do not say what the caller saw`);
  return flaws;
}

/** A provider may have missed an attempt whose connection failed or whose caller had left, and no other. */
function flawsOfAttempts({ records, upstream }: SoakEvidence): string[] {
  const names = new Set([...records.attempts.keys(), ...upstream.keys()]);
  return [...names].flatMap((name) => {
    const { all, unheard } = records.attempts.get(name) ?? { all: 0, unheard: 0 };
    const calls = upstream.get(name) ?? 0;
    const addsUp = calls <= all && calls >= all - unheard;
    return addsUp
      ? []
      : [`${name} got ${calls} calls, ${all} attempts are on record (${unheard} may not have arrived)`];
  });
}
