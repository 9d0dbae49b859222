import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { MemorySight } from './memory-probe.ts';

/** A gateway as `npm run gateway` runs it: a process of its own, with data of its own. */
export interface GatewayProcess {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly dataDir: string;
  /** Lines on standard output and error that are no routine: warnings, errors, what is no JSON. The first few hundred. */
  readonly remarks: readonly string[];
  /** Log lines by the name of their event. */
  readonly events: ReadonlyMap<string, number>;
  /** What it holds, after a full garbage collection. */
  memory(): Promise<MemorySight>;
  /** SIGTERM, and the exit code. Its data stays for reading. */
  stop(): Promise<number | NodeJS.Signals | null>;
  /** Deletes its data. */
  remove(): void;
}

/** What it is started with. */
export interface GatewayProcessOptions {
  /** The configuration file, as data. */
  readonly document: unknown;
  /** A PostgreSQL server; the embedded database unless set. */
  readonly databaseUrl?: string | undefined;
}

const main = join(import.meta.dirname, '..', 'lib', 'runtime', 'main.ts');
const probe = join(import.meta.dirname, 'memory-probe.ts');
const startLimitMs = 180_000;
const stopLimitMs = 60_000;
const maxRemarks = 300;

/** Starts one and waits until it is ready. @throws with its output when it does not become ready. */
export async function startGatewayProcess(options: GatewayProcessOptions): Promise<GatewayProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), 'understudy-bench-'));
  const config = join(dataDir, 'config.json');
  writeFileSync(config, JSON.stringify(options.document), { mode: 0o600 });
  const child = spawn(process.execPath, ['--expose-gc', '--import', probe, main], {
    env: environment({ dataDir, config, databaseUrl: options.databaseUrl }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = followOutput(child);
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  const exit = once(child, 'close');
  try {
    const url = await within(startLimitMs, Promise.race([output.ready, exit.then(() => null)]));
    if (url === null) throw new Error(`The gateway did not start:\n${output.remarks.join('\n')}`);
    return {
      url,
      dataDir,
      remarks: output.remarks,
      events: output.events,
      memory: () => askForMemory(child),
      async stop() {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
        await exit;
        clearTimeout(timer);
        return child.exitCode ?? child.signalCode;
      },
      remove,
    };
  } catch (error) {
    child.kill('SIGKILL');
    await exit;
    remove();
    throw error;
  }
}

/** For a gateway that did not start: nothing that was started for it is left running. */
export function afterStopping(other: { stop(): Promise<void> }): (cause: unknown) => Promise<never> {
  return async (cause) => {
    await other.stop();
    throw cause;
  };
}

interface Place {
  readonly dataDir: string;
  readonly config: string;
  readonly databaseUrl: string | undefined;
}

/** Nothing of what the caller's shell says to a gateway, its providers' keys least of all. */
function environment({ dataDir, config, databaseUrl }: Place): NodeJS.ProcessEnv {
  const passed = ['PATH', 'HOME', 'TMPDIR', 'LD_LIBRARY_PATH', 'LANG'] as const;
  const kept = Object.fromEntries(
    passed.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  const database =
    databaseUrl === undefined
      ? {}
      : {
          DATABASE_URL: databaseUrl,
          UNDERSTUDY_MASTER_KEY: process.env.UNDERSTUDY_MASTER_KEY ?? randomBytes(32).toString('base64'),
        };
  return {
    ...kept,
    ...database,
    NODE_ENV: 'production',
    PORT: '0',
    HOST: '127.0.0.1',
    UNDERSTUDY_ROLE: 'gateway',
    UNDERSTUDY_DATA_DIR: dataDir,
    UNDERSTUDY_CONFIG: config,
  };
}

function followOutput(child: ChildProcess) {
  const remarks: string[] = [];
  const events = new Map<string, number>();
  const ready = Promise.withResolvers<string>();
  const remark = (line: string) => {
    if (remarks.length < maxRemarks) remarks.push(line);
  };
  const take = (line: string) => {
    const url = /^ready (http:\S+)$/.exec(line)?.[1];
    if (url !== undefined) return ready.resolve(url);
    const entry = parse(line);
    if (entry === null) return line.trim() === '' ? undefined : remark(line);
    if (typeof entry.event === 'string') events.set(entry.event, (events.get(entry.event) ?? 0) + 1);
    if (entry.level !== 'info' && entry.level !== 'debug') remark(line);
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', take);
  }
  return { remarks, events, ready: ready.promise };
}

function parse(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function askForMemory(child: ChildProcess): Promise<MemorySight> {
  const answer = once(child, 'message').then(([sight]) => sight as MemorySight);
  child.send('memory');
  return within(30_000, answer);
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing came within ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
