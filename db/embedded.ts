import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import type { EmbeddedMessage, StopMessage } from './embedded/messages.ts';
import { makeSocketPath, removeSocketPath } from './private-socket.ts';

/** What the database process needs of the environment; secrets of the gateway are not among it. */
const passedVariables = ['PATH', 'HOME', 'TMPDIR', 'LD_LIBRARY_PATH'];

/** How to start the embedded database. */
export interface EmbeddedOptions {
  /** Directory that holds it, in `postgres`. Made if missing. */
  readonly dataDir: string;
  /** Path of `embedded-process.ts`; needed only where the caller itself is bundled. */
  readonly processScript?: string;
  /** Milliseconds for the first start, which builds the database, too. Default 120,000. */
  readonly startTimeoutMs?: number;
  /** Milliseconds that a stop may take before the process is killed. Default 10,000. */
  readonly stopTimeoutMs?: number;
}

/** How the database process ended. */
export interface EmbeddedExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether `stop` asked for it. */
  readonly expected: boolean;
}

/** A running embedded database. */
export interface EmbeddedDatabase {
  /** For `connectDatabase`; in a directory that only this user may enter. */
  readonly socketPath: string;
  readonly pid: number;
  /** Closes the database cleanly; kills it when that takes too long. May be called more than once. */
  stop(): Promise<void>;
  /** Resolves when the process has ended, for whatever reason. */
  readonly exited: Promise<EmbeddedExit>;
}

/**
 * Starts PGlite in a process of its own, so that its memory and its work never touch the caller's event loop. The
 * process ignores SIGINT and SIGTERM, and ends by itself when the caller is gone.
 * @throws Error with a sentence for the operator: held by another process, damaged, not writable, or too slow.
 */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const socketPath = makeSocketPath('db.sock');
  const child = spawnProcess(resolve(options.dataDir), socketPath, options);
  let stopping = false;
  const exited = new Promise<EmbeddedExit>((done) => {
    child.once('exit', (code, signal) => done({ code, signal, expected: stopping }));
    child.once('error', () => done({ code: null, signal: null, expected: stopping }));
  }).finally(() => removeSocketPath(socketPath));
  const stop = async () => {
    stopping = true;
    if (child.connected) child.send({ type: 'stop' } satisfies StopMessage, () => {});
    const killTimer = setTimeout(() => child.kill('SIGKILL'), options.stopTimeoutMs ?? 10_000);
    await exited;
    clearTimeout(killTimer);
  };
  try {
    await untilReady(child, exited, options.startTimeoutMs ?? 120_000);
  } catch (error) {
    child.kill('SIGKILL');
    await exited;
    throw error;
  }
  return { socketPath, pid: child.pid ?? 0, stop, exited };
}

function spawnProcess(dataDir: string, socketPath: string, options: EmbeddedOptions): ChildProcess {
  const script = options.processScript ?? join(import.meta.dirname, 'embedded-process.ts');
  const env = Object.fromEntries(
    passedVariables.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return spawn(process.execPath, [script, dataDir, socketPath], {
    env: { ...env, NODE_ENV: process.env.NODE_ENV ?? 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

async function untilReady(
  child: ChildProcess,
  exited: Promise<EmbeddedExit>,
  timeoutMs: number,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((ready, reject) => {
      timer = setTimeout(
        () => reject(new Error(`The embedded database did not start within ${timeoutMs} ms.`)),
        timeoutMs,
      );
      child.once('message', (message: EmbeddedMessage) =>
        message.type === 'ready' ? ready() : reject(new Error(message.message)),
      );
      child.once('error', (cause) =>
        reject(new Error(`The embedded database did not start: ${cause}`, { cause })),
      );
      void exited.then(({ code, signal }) =>
        reject(new Error(`The embedded database ended while it started (${signal ?? `code ${code}`}).`)),
      );
    });
  } finally {
    clearTimeout(timer);
  }
}
