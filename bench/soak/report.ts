import type { Machine } from '../machine.ts';
import type { SoakOptions, SoakRun } from './run-soak.ts';

/** How many calls ended in each way. */
function fatesOf({ evidence }: SoakRun): [string, number][] {
  const counts = new Map<string, number>();
  for (const fate of evidence.fates) counts.set(fate ?? 'never', (counts.get(fate ?? 'never') ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** What a run came to, a line for each thing. */
export function summaryOf(run: SoakRun): string[] {
  const { records, upstream, memory, sockets, unhandledRejections } = run.evidence;
  const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
  const attempts = sum([...records.attempts.values()].map(({ all }) => all));
  const unheard = run.evidence.fates.filter(
    (fate, number) => fate === 'left' && !records.statuses.has(number),
  );
  const rate = Math.round(run.evidence.fates.length / (run.tookMs / 1_000));
  return [
    `${run.evidence.fates.length} requests in ${Math.round(run.tookMs / 1_000)} s (${rate}/s); the longest took ${Math.round(run.longestMs)} ms`,
    `callers saw: ${fatesOf(run)
      .map(([fate, count]) => `${fate} ${count}`)
      .join(', ')}`,
    `${records.records} records of ${run.evidence.fates.length - unheard.length} requests that arrived; ${unheard.length} callers left before theirs did`,
    `${attempts} attempts on record, ${sum(upstream.values())} calls counted by the simulator; ${records.failovers} failovers, ${run.evidence.failoversLogged} of them in the log; ${records.recovered} streams recovered`,
    memory === null ? 'too short to say anything about memory' : `memory: ${memory.sentence}`,
    sockets === null
      ? 'too short to wait for idle sockets'
      : `TCP sockets of the gateway: ${sockets.before} before, ${sockets.after} once idle again`,
    `${unhandledRejections} unhandled rejections, ${run.evidence.remarks.length} warnings or errors in the log`,
  ];
}

/** The run as a page of the documentation. */
export function soakPage(run: SoakRun, options: SoakOptions, machine: Machine): string {
  const { attempts } = run.evidence.records;
  const providers = [...attempts].sort(([a], [b]) => a.localeCompare(b));
  const mib = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
  return `# Soak

Many requests under random faults, and the count of all that they left behind. Made by \`npm run soak -- --requests ${options.requests} --concurrency ${options.concurrency} --seed ${options.seed} --rate ${options.rate}\`:
a gateway process as \`npm run gateway\` runs it, with ${options.databaseUrl === undefined ? 'the embedded database' : 'a PostgreSQL server'}, against simulated providers that fail by chance
([which faults, how often](../bench/soak/providers.ts)). Half of the callers stream, three in a hundred leave before their answer is there. A
short form runs in \`npm test\`.

- ${machine.date}, ${machine.processor}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}, revision ${machine.revision}. Callers and simulator ran on the same machine.
${summaryOf(run)
  .map((line) => `- ${line.slice(0, 1).toUpperCase()}${line.slice(1)}.`)
  .join('\n')}
- **${run.flaws.length === 0 ? 'Nothing is missing, doubled, stuck or left over.' : `Not as it must be: ${run.flaws.map((flaw) => flaw.slice(0, 200)).join('; ')}.`}**

What must hold, and fails the run otherwise: each call ends within its deadline, in a complete answer, one clean error or a typed break; the
words are the right ones; each request has exactly one record, whose status is what the caller saw; the attempts on record are the
calls that providers got, but for connections that failed and callers who had left; memory after a full collection stays where it is; sockets go
back to idle; no rejection is unhandled, no error is logged; the process ends with code 0.

## Attempts by provider

| provider | attempts on record | of them not certain to have arrived | calls counted by the simulator |
| --- | --- | --- | --- |
${providers.map(([name, { all, unheard }]) => `| ${name} | ${all} | ${unheard} | ${run.evidence.upstream.get(name) ?? 0} |`).join('\n')}

## Memory, after a full collection

| requests done | heap, MiB | outside the heap, MiB | resident, MiB |
| --- | --- | --- | --- |
${run.samples.map(({ done, heapUsed, external, rss }) => `| ${done} | ${mib(heapUsed)} | ${mib(external)} | ${mib(rss)} |`).join('\n')}
`;
}
