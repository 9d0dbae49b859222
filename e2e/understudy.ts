import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The product as a user starts it: the real processes, an empty data directory, a port of its own. */
export interface Understudy {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Where the first owner is made. */
  readonly setupLink: string;
  /** Of the seeded route `demo`. */
  readonly demoKey: string;
  /** All it printed, for assertions on log lines. */
  output(): string;
  /** Process ids of its children, by a look at the system. */
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

const startLimitMs = 60_000;
const stopLimitMs = 20_000;

/** Starts the product and waits for its `ready` line. @throws with everything it printed when that does not come. */
export async function startUnderstudy(env: Record<string, string> = {}): Promise<Understudy> {
  const dataDir = await mkdtemp(join(tmpdir(), 'understudy story '));
  const child = spawn(process.execPath, ['lib/runtime/main.ts'], {
    env: { ...process.env, PORT: '0', UNDERSTUDY_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines: string[] = [];
  const ready = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      const url = /^ready (http\S+)$/.exec(line)?.[1];
      if (url !== undefined) ready.resolve(url);
    });
  }
  const fail = (why: string) => ready.reject(new Error(`${why}\n${lines.join('\n')}`));
  const timer = setTimeout(() => fail('It was not ready in time.'), startLimitMs);
  child.once('exit', (code) => fail(`It ended with code ${code}.`));

  const stop = async () => {
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
    await exited;
    clearTimeout(killer);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const url = await ready.promise;
    const text = lines.join('\n');
    return {
      url,
      setupLink: /http\S+\/setup\?token=[\w-]+/.exec(text)?.[0] ?? '',
      demoKey: /Bearer (us_[\w-]+)/.exec(text)?.[1] ?? '',
      output: () => lines.join('\n'),
      process: child,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
