import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../machine.ts';
import { soakPage, summaryOf } from './report.ts';
import { runSoak, type SoakOptions } from './run-soak.ts';

/** What the embedded database writes down on two busy cores, with room to spare. Requests a second. */
const embeddedRate = 150;
const usage = `usage: npm run soak -- [--requests 200000] [--concurrency 64] [--seed 1] [--rate N]
DATABASE_URL names a PostgreSQL server without any data. Without it the embedded database is used, and calls are
begun at most ${embeddedRate} times a second, since records that a database cannot take in time are dropped and counted.`;
const page = join(import.meta.dirname, '..', '..', 'docs', 'soak.md');
/** From this many requests on a run is worth keeping: then it is written to the documentation. */
const worthKeeping = 200_000;

const print = (line: string) => process.stdout.write(`${line}\n`);

/** @returns the exit code */
async function main(args: string[]): Promise<number> {
  const options = readOptions(args);
  const run = await runSoak(options);
  for (const line of [...summaryOf(run), ...run.callFlaws]) print(line);
  for (const flaw of run.flaws) print(`FAIL ${flaw}`);
  for (const remark of run.evidence.remarks.slice(0, 20)) print(`log  ${remark.slice(0, 400)}`);
  if (options.requests >= worthKeeping) writeFileSync(page, soakPage(run, options, describeMachine()));
  if (run.flaws.length === 0) print('Nothing is missing, doubled, stuck or left over.');
  return run.flaws.length === 0 ? 0 : 1;
}

function readOptions(args: string[]): SoakOptions {
  const { values } = parseArgs({
    args,
    options: {
      requests: { type: 'string', default: '200000' },
      concurrency: { type: 'string', default: '64' },
      seed: { type: 'string', default: '1' },
      rate: { type: 'string', default: String(process.env.DATABASE_URL === undefined ? embeddedRate : 0) },
    },
  });
  const whole = (name: keyof typeof values, least = 1) => {
    const value = Number(values[name]);
    if (!Number.isSafeInteger(value) || value < least)
      throw new RangeError(`--${name} must be a whole number of at least ${least}.`);
    return value;
  };
  return {
    requests: whole('requests'),
    concurrency: whole('concurrency'),
    seed: whole('seed'),
    rate: whole('rate', 0),
    databaseUrl: process.env.DATABASE_URL,
    report: print,
  };
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isMisuse = error instanceof RangeError || (error instanceof TypeError && 'code' in error);
  console.error(isMisuse ? `${error.message}\n${usage}` : error);
  process.exitCode = isMisuse ? 2 : 1;
}
