import { answerText } from './answer-text.ts';
import type { Bounds, ExpectedSight, FaultRow, RanRow, RecordSight, Role } from './row.ts';
import { roles } from './row.ts';
import type { Seen } from './seen.ts';

/** Everything in which a row did not go as it must; empty when all is well. */
export function judge(row: FaultRow, ran: RanRow): string[] {
  const { expect } = row;
  const flaws: string[] = [];
  for (const [index, seen] of ran.seen.entries()) {
    const expected = expect.sees[Math.min(index, expect.sees.length - 1)];
    const flaw = expected === undefined ? 'nothing is expected' : flawOfSight(expected, seen);
    if (flaw !== null) flaws.push(ran.seen.length === 1 ? flaw : `call ${index + 1}: ${flaw}`);
  }
  for (const role of roles) {
    const got = ran.upstream.filter((call) => call.role === role).length;
    if (!isWithin(got, expect.calls[role] ?? 0))
      flaws.push(`${role} got ${got} calls, not ${inWords(expect.calls[role] ?? 0)}`);
  }
  if (expect.tookMs !== undefined && !isWithin(ran.tookMs, expect.tookMs))
    flaws.push(`it took ${Math.round(ran.tookMs)} ms, not ${inWords(expect.tookMs)}`);
  flaws.push(...flawsOfRecords(row, ran), ...(expect.also?.(ran) ?? []));
  return flaws;
}

function flawOfSight(expected: ExpectedSight, seen: Seen): string | null {
  if (seen.flaw !== null) return seen.flaw;
  if (seen.outcome !== expected.outcome)
    return `the caller saw ${seen.outcome} (${seen.status} ${seen.code ?? ''}), not ${expected.outcome}`;
  switch (expected.outcome) {
    case 'answer': {
      const { text = answerText, by } = expected;
      if (seen.text !== text) return `the answer reads "${excerpt(seen.text)}", not "${excerpt(text)}"`;
      const isBy = by === undefined || seen.provider?.endsWith(`-${by}`) === true;
      return isBy ? null : `${seen.provider} answered, not ${by}`;
    }
    case 'error': {
      const isRight = seen.status === expected.status && seen.code === expected.code;
      return isRight
        ? null
        : `the error is ${seen.status} ${seen.code}, not ${expected.status} ${expected.code}`;
    }
    case 'broken':
      if (expected.repeats !== true && !answerText.startsWith(seen.text))
        return `what came before the break is spliced: "${excerpt(seen.text)}"`;
      if (expected.kind === undefined || seen.kind === expected.kind) return null;
      return `the break is told as ${seen.kind}, not ${expected.kind}`;
    case 'left':
      return null;
    default:
      return expected satisfies never;
  }
}

const statusOf = { answer: 'ok', error: 'error', broken: 'partial', left: 'canceled' } as const;

/** What holds for every request: one record, its status that of what was seen, its attempts the calls that were made. */
function flawsOfRecords({ expect }: FaultRow, ran: RanRow): string[] {
  const flaws: string[] = [];
  const count = (all: readonly string[]) => [...all].sort().join();
  const seen = ran.seen.flatMap(({ outcome }) => (outcome === 'unclean' ? [] : [statusOf[outcome]]));
  const written = ran.records.map(({ status }) => status);
  if (ran.records.length !== ran.seen.length)
    flaws.push(`${ran.records.length} records of ${ran.seen.length} requests`);
  else if (seen.length === ran.seen.length && count(seen) !== count(written))
    flaws.push(`the records say ${count(written)}, the callers saw ${count(seen)}`);
  for (const role of roles) {
    const attempts = ran.records
      .flatMap((record) => record.attempts)
      .filter((each) => each.role === role).length;
    const calls = ran.upstream.filter((call) => call.role === role).length;
    const unheard = ran.records.flatMap((record) => record.attempts).filter(isUnheard(role)).length;
    if (calls > attempts || calls < attempts - unheard)
      flaws.push(`${attempts} attempts on ${role} are written down, it saw ${calls}`);
  }
  const [first] = ran.records;
  const last = ran.records.at(-1);
  if (expect.attempts !== undefined && first !== undefined)
    flaws.push(...differs('attempts', attemptsOf(first), expect.attempts));
  if (expect.skipped !== undefined && last !== undefined)
    flaws.push(
      ...differs(
        'skipped',
        last.skipped.map(({ role, reason }) => `${role} ${reason}`),
        expect.skipped,
      ),
    );
  if (expect.recovered !== undefined && first !== undefined && first.recovered !== expect.recovered)
    flaws.push(`the record says recovered: ${first.recovered}`);
  return flaws;
}

/** An attempt that the provider cannot have seen: no connection, or a caller who left before there was one. */
const isUnheard = (role: Role) => (attempt: RecordSight['attempts'][number]) =>
  attempt.role === role && (attempt.kind === 'connection_failed' || attempt.kind === 'client_closed');

const attemptsOf = ({ attempts }: RecordSight) => attempts.map(({ role, kind }) => `${role} ${kind ?? 'ok'}`);

function differs(what: string, got: readonly string[], wanted: readonly string[]): string[] {
  return got.join() === wanted.join() ? [] : [`${what} are [${got.join(', ')}], not [${wanted.join(', ')}]`];
}

function isWithin(value: number, bounds: Bounds): boolean {
  const [least, most] = typeof bounds === 'number' ? [bounds, bounds] : bounds;
  return value >= least && value <= most;
}

const inWords = (bounds: Bounds) =>
  typeof bounds === 'number' ? String(bounds) : `${bounds[0]} to ${bounds[1]}`;

const excerpt = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}… (${text.length})` : text);
