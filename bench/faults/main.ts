import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../machine.ts';
import { runTable } from './real/run-table.ts';
import { callsOf, reportOf, sightOf, totalsOf } from './report.ts';
import { faultTable } from './table.ts';

const usage = 'usage: npm run faults -- [--only TEXT] [--list]';
const page = join(import.meta.dirname, '..', '..', 'docs', 'faults.md');

/** Runs the table over real sockets. A whole run writes `docs/faults.md`. @returns the exit code */
async function main(args: string[]): Promise<number> {
  const options = {
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
  } as const;
  const { values } = parseArgs({ args, options });
  const rows = faultTable.filter(({ name, group }) => `${group}: ${name}`.includes(values.only));
  const print = (line: string) => process.stdout.write(`${line}\n`);
  if (values.list || rows.length === 0) {
    for (const { group, name } of rows) print(`${group}: ${name}`);
    print(`${rows.length} rows`);
    return rows.length === 0 ? 2 : 0;
  }
  const run = await runTable(rows, print);
  for (const { row, ran, flaws } of run.rows) {
    const verdict = flaws.length === 0 ? 'ok  ' : 'FAIL';
    print(`${verdict} ${row.name}: ${sightOf(ran)}; calls ${callsOf(ran)}; ${Math.round(ran.tookMs)} ms`);
    for (const flaw of flaws.slice(0, 5)) print(`       ${flaw}`);
  }
  for (const remark of run.remarks.slice(0, 20)) print(`log  ${remark.slice(0, 300)}`);
  const totals = totalsOf(run.rows);
  const rescued = totals.requests - totals.unclean;
  print(`${rescued} of ${totals.requests} requests rescued, told in one clean error, or left on purpose`);
  print(`${totals.passed} of ${totals.rows} rows as documented, in ${Math.round(run.tookMs / 1_000)} s`);
  if (values.only === '') writeFileSync(page, reportOf(run, describeMachine()));
  return totals.passed === totals.rows && run.exitCode === 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isMisuse =
    error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  console.error(isMisuse ? `${error.message}\n${usage}` : error);
  process.exitCode = isMisuse ? 2 : 1;
}
