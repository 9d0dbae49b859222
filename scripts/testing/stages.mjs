// @ts-check
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildConsole, staleBuild } from '../setup/console-build.mjs';
import { SetUpError } from '../setup/set-up-error.mjs';
import { root } from '../setup.mjs';
import { findOrInstallChromium } from './chromium.mjs';
import { run } from './run.mjs';
import { nothing, tallyOfPlaywright, tallyOfVitest, withVerdict } from './tally.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */

const passed = { ...nothing, passed: 1 };
const failed = { ...nothing, failed: 1 };

/**
 * A check that is one thing, right or wrong. Its output is shown when it is wrong.
 * @param {string[][]} commands
 */
const check =
  (...commands) =>
  async () => {
    for (const command of commands) {
      const { code, output } = await run(command, { quiet: true });
      if (code !== 0) {
        console.log(output);
        return failed;
      }
    }
    return passed;
  };

/**
 * A test runner that writes a JSON report of what it ran.
 * @param {string[]} command
 * @param {{ reportTo(file: string): { args?: string[], env?: Record<string, string> }, tallyOf(report: any): Tally }} reporter
 */
async function runner(command, { reportTo, tallyOf }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'understudy-test-'));
  const file = path.join(folder, 'report.json');
  const { args = [], env = {} } = reportTo(file);
  const { code } = await run([...command, ...args], { env });
  const tally = existsSync(file) ? tallyOf(JSON.parse(readFileSync(file, 'utf8'))) : nothing;
  rmSync(folder, { recursive: true });
  return withVerdict(tally, code);
}

const unitTests = () =>
  runner(['vitest', 'run', '--reporter=dot'], {
    reportTo: (file) => ({ args: ['--reporter=json', `--outputFile.json=${file}`] }),
    tallyOf: tallyOfVitest,
  });

async function build() {
  try {
    const fingerprint = staleBuild(root);
    if (fingerprint !== null) await buildConsole({ root, node: process.execPath, fingerprint });
    return passed;
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.log(error.message);
    return failed;
  }
}

async function browserTests() {
  const chromium = findOrInstallChromium();
  if (chromium === null) {
    const inCi = process.env.CI === 'true';
    console.log(
      `No browser: ${inCi ? 'CI must have one' : 'the browser tests are skipped'}. PLAYWRIGHT_CHROMIUM may name one.`,
    );
    return inCi ? failed : { ...nothing, skipped: 1 };
  }
  return runner(['playwright', 'test', '--reporter=list,json'], {
    reportTo: (file) => ({ env: { PLAYWRIGHT_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: file } }),
    tallyOf: tallyOfPlaywright,
  });
}

/** @type {{ name: string, run: () => Promise<Tally> }[]} */
export const stages = [
  { name: 'format and lint', run: check(['biome', 'check', '--error-on-warnings', '.']) },
  { name: 'types', run: check(['next', 'typegen'], ['tsc', '--noEmit']) },
  {
    name: 'boundaries',
    run: check(['depcruise', '-c', '.dependency-cruiser.cjs', 'app', 'lib', 'db', 'scripts']),
  },
  { name: 'dead code', run: check(['knip']) },
  { name: 'unit and integration tests', run: unitTests },
  { name: 'console build', run: build },
  { name: 'browser tests', run: browserTests },
];
