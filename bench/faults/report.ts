import type { Machine } from '../machine.ts';
import type { JudgedRow, TableRun } from './real/run-table.ts';
import { type RanRow, roles } from './row.ts';

/** Totals of a run. */
export interface Totals {
  readonly rows: number;
  readonly passed: number;
  readonly requests: number;
  readonly answered: number;
  readonly cleanErrors: number;
  readonly typedBreaks: number;
  readonly left: number;
  readonly unclean: number;
}

/** Adds up what callers saw. */
export function totalsOf(rows: readonly JudgedRow[]): Totals {
  const seen = rows.flatMap(({ ran }) => ran.seen);
  const count = (outcome: string) => seen.filter((each) => each.outcome === outcome).length;
  return {
    rows: rows.length,
    passed: rows.filter(({ flaws }) => flaws.length === 0).length,
    requests: seen.length,
    answered: count('answer'),
    cleanErrors: count('error'),
    typedBreaks: count('broken'),
    left: count('left'),
    unclean: count('unclean'),
  };
}

/** The run as a page of the documentation. */
export function reportOf(run: TableRun, machine: Machine): string {
  const totals = totalsOf(run.rows);
  const groups = [...Map.groupBy(run.rows, ({ row }) => row.group)];
  return `# Faults

What a caller sees and what providers get under each fault that the [simulator](../lib/simulator/scenario/fault-schema.ts) can commit.
Made by \`npm run faults\`, over real sockets: a gateway process as \`npm run gateway\` runs it, a simulator, one caller for each row.
The same table runs in \`npm test\` with a clock that is moved by hand. What each row must come to is written down from the
documentation, not read from the engine ([consequences](../bench/faults/consequences.ts), [rows](../bench/faults/table.ts)).

- **${totals.passed} of ${totals.rows} rows as documented.** ${totals.requests} requests: ${totals.answered} got the complete answer, ${totals.cleanErrors} one clean error, ${totals.typedBreaks} a stream that ends with the typed error, ${totals.left} left on purpose, ${totals.unclean} anything else.
- ${machine.date}, ${machine.processor}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}, revision ${machine.revision}. The whole run took ${Math.round(run.tookMs / 1_000)} s.

_retry_: it happens once, one target, \`num_retries: 1\`. _failover_: it goes on, retries are off, a second target is well. _recovery_: the
answer of the first breaks after three words (in the middle of the body), the second commits the fault when it is to help, the third is
well. Calls are those for answers, by provider in the order of the route. Limits are short (2 s to the first token, 3 s for a
whole answer), except where a row says otherwise.

${groups.map(([group, rows]) => `## ${heading(group)}\n\n${tableOf(rows)}`).join('\n\n')}
`;
}

const heading = (group: string) => group.slice(0, 1).toUpperCase() + group.slice(1);

function tableOf(rows: readonly JudgedRow[]): string {
  const lines = rows.map(({ row, ran, flaws }) => {
    const verdict = flaws.length === 0 ? 'yes' : `**no**: ${flaws.slice(0, 3).join('; ')}`;
    const cells = [row.name, sightOf(ran), callsOf(ran), durationOf(ran.tookMs), verdict];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return [
    '| fault | the caller saw | calls | took | as documented |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** What the callers of a row saw, the same sights together. */
export function sightOf({ seen }: RanRow): string {
  const counts = new Map<string, number>();
  for (const each of seen) {
    const who = roles.find((role) => each.provider?.endsWith(`-${role}`) === true) ?? 'nobody';
    const words = {
      answer: `the answer, from ${who}`,
      error: `${each.status} \`${each.code}\``,
      broken: `the beginning, then the typed error \`${each.kind}\``,
      left: 'left',
      unclean: `unclean: ${each.flaw}`,
    }[each.outcome];
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].map(([words, count]) => (seen.length === 1 ? words : `${count} × ${words}`)).join(', ');
}

/** Calls of each provider that the row has, in order. */
export function callsOf({ upstream, records }: RanRow): string {
  const named = new Set([
    ...upstream.map(({ role }) => role),
    ...records.flatMap(({ attempts }) => attempts.map(({ role }) => role)),
  ]);
  const last = Math.max(...roles.map((role, index) => (named.has(role) ? index : 0)));
  return roles
    .slice(0, last + 1)
    .map((role) => String(upstream.filter((call) => call.role === role).length))
    .join(' + ');
}

const durationOf = (ms: number) => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);
