import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, expect } from 'vitest';

/** A gateway process as a user starts it. */
export interface Run {
  readonly process: ChildProcess;
  /** All of standard output so far. */
  output(): string;
  /** All of standard error so far. */
  errors(): string;
  /** The URL of the ready line. @throws when it ended without one. */
  ready(): Promise<string>;
  /** Resolves with its exit code, or the signal that ended it. */
  ended(): Promise<number | NodeJS.Signals>;
}

/** Where the real process is started from this test file, and where its files are. */
export interface Launcher {
  /** Holds the data directory and has a space in its name. Removed at the end. */
  readonly folder: string;
  start(variables?: Readonly<Record<string, string>>): Run;
  /** Processes that have the folder on their command line. */
  others(): number[];
}

const main = join(import.meta.dirname, '..', 'main.ts');

/** Starts real processes for a test file; after each test none of them is left, whatever happened. */
export function launcher(): Launcher {
  const folder = mkdtempSync(join(tmpdir(), 'under study '));
  const runs: Run[] = [];
  const others = () => processesWith(folder);

  afterEach(async () => {
    for (const { process, ended } of runs.splice(0)) {
      if (process.exitCode === null && process.signalCode === null) process.kill('SIGKILL');
      await ended();
    }
    await expect.poll(others, { timeout: 15_000 }).toEqual([]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  return {
    folder,
    others,
    start(variables = {}) {
      const run = startMain({ UNDERSTUDY_DATA_DIR: join(folder, 'data'), ...variables });
      runs.push(run);
      return run;
    },
  };
}

function startMain(variables: Readonly<Record<string, string>>): Run {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [main], {
    env: { ...inherited, PORT: '0', UNDERSTUDY_ROLE: 'gateway', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child.stdout);
  const errors = collect(child.stderr);
  const exit = once(child, 'close');
  return {
    process: child,
    output: output.text,
    errors: errors.text,
    async ready() {
      await Promise.race([exit, output.until(/^ready /m)]);
      const url = /^ready (http:\S+)$/m.exec(output.text())?.[1];
      if (url === undefined) throw new Error(`It ended: ${errors.text()}`);
      return url;
    },
    async ended() {
      const [code, signal] = await exit;
      return code ?? signal;
    },
  };
}

function collect(stream: Readable) {
  let text = '';
  stream.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const until = (pattern: RegExp) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!pattern.test(text)) return;
        stream.off('data', look);
        resolve();
      };
      stream.on('data', look);
      look();
    });
  return { text: () => text, until };
}

function processesWith(folder: string): number[] {
  const list = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' });
  return list.split('\n').flatMap((line) => (line.includes(folder) ? [Number.parseInt(line, 10)] : []));
}

/** A call of the seeded route, unless the body says otherwise. */
export function chat(
  url: string,
  key: string,
  body: Readonly<Record<string, unknown>> = {},
): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'demo', messages: [{ role: 'user', content: 'Hello' }], ...body }),
  });
}
