import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectDatabase } from './client.ts';
import { identifyProcess, isAlive } from './embedded/process-identity.ts';
import { type EmbeddedOptions, startEmbeddedDatabase } from './embedded.ts';
import { copyTemplate } from './testing/template.ts';

const onLinux = existsSync('/proc/self/stat');

// A first start computes for seconds; on a machine busy with other tests, for many.
describe('embedded database', { timeout: 90_000 }, () => {
  let dataDir: string;
  const cleanUp: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'understudy-test-'));
    await copyTemplate(dataDir);
  });
  afterEach(async () => {
    for (const action of cleanUp.splice(0).reverse()) await action();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = async (options: Partial<EmbeddedOptions> = {}) => {
    const embedded = await startEmbeddedDatabase({ dataDir, ...options });
    cleanUp.push(embedded.stop);
    return embedded;
  };
  const ask = async (socketPath: string, query: string) => {
    const database = connectDatabase({ socketPath });
    try {
      return Array.from(await database.sql.unsafe(query));
    } finally {
      await database.close();
    }
  };

  it('builds itself in a new directory that only this user may read, and leaves no draft', async () => {
    const fresh = join(dataDir, 'a new', 'place');
    const embedded = await start({ dataDir: fresh });
    expect(await ask(embedded.socketPath, 'select 1 as one')).toEqual([{ one: 1 }]);
    for (const dir of [fresh, join(fresh, 'postgres'), dirname(embedded.socketPath)]) {
      expect((statSync(dir).mode & 0o777).toString(8)).toBe('700');
    }
    expect(existsSync(join(fresh, 'postgres.new'))).toBe(false);
    expect(Buffer.byteLength(embedded.socketPath)).toBeLessThanOrEqual(100);
  });

  it('keeps what was written over a stop, and leaves neither process nor socket behind', async () => {
    const first = await start();
    await ask(first.socketPath, 'create table kept (n int); insert into kept values (42)');
    await first.stop();
    expect(await first.exited).toEqual({ code: 0, signal: null, expected: true });
    expect(isAlive({ pid: first.pid, startedAt: null })).toBe(false);
    expect(existsSync(dirname(first.socketPath))).toBe(false);
    const second = await start();
    expect(await ask(second.socketPath, 'select n from kept')).toEqual([{ n: 42 }]);
  });

  it('loses no acknowledged row when its process is killed, and says that it ended', async () => {
    const first = await start();
    await ask(
      first.socketPath,
      'create table kept (n int); insert into kept select generate_series(1, 1000)',
    );
    process.kill(first.pid, 'SIGKILL');
    expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL', expected: false });
    const second = await start();
    expect(await ask(second.socketPath, 'select count(*)::int as n from kept')).toEqual([{ n: 1_000 }]);
  });

  it('goes on after Ctrl-C and SIGTERM, because whoever started it still has records to flush', async () => {
    const embedded = await start();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGINT'] as const)
      process.kill(embedded.pid, signal);
    expect(await ask(embedded.socketPath, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('serves more connections at once than all processes of an installation open', async () => {
    const embedded = await start();
    const pools = Array.from({ length: 4 }, () =>
      connectDatabase({ socketPath: embedded.socketPath }, { maxConnections: 8 }),
    );
    const answers = await Promise.all(
      pools.flatMap((pool) => Array.from({ length: 8 }, (_, i) => pool.sql`select ${i}::int as i`)),
    );
    expect(answers.map((rows) => rows[0]?.i)).toEqual(Array.from({ length: 32 }, (_, i) => i % 8));
    await Promise.all(pools.map((pool) => pool.close()));
  });

  it('refuses a second start on the same directory, says who has it and since when, and disturbs nothing', async () => {
    const first = await start();
    const second = startEmbeddedDatabase({ dataDir });
    await expect(second).rejects.toThrow(`in use by another Understudy: process ${process.pid}, since 20`);
    await expect(startEmbeddedDatabase({ dataDir })).rejects.toThrow('UNDERSTUDY_DATA_DIR');
    expect(await ask(first.socketPath, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('lets exactly one of several starts at the same moment have the directory', async () => {
    const results = await Promise.allSettled(Array.from({ length: 3 }, () => start()));
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it('ends by itself when whoever started it is killed, and the next start waits for that', async () => {
    const script = `
      import { startEmbeddedDatabase } from ${JSON.stringify(join(import.meta.dirname, 'embedded.ts'))};
      const { pid, socketPath } = await startEmbeddedDatabase({ dataDir: process.argv[1] });
      console.log(pid + ' ' + socketPath);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [pid, socketPath] = await new Promise<string[]>((heard) =>
      createInterface(parent.stdout).once('line', (line) => heard(line.split(' '))),
    );
    const orphan = identifyProcess(Number(pid));
    parent.kill('SIGKILL');
    const next = await start();
    expect(isAlive(orphan)).toBe(false);
    expect(existsSync(dirname(socketPath ?? '/'))).toBe(false);
    expect(await ask(next.socketPath, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it.runIf(onLinux)('is given none of the secrets in the environment', async () => {
    process.env.UNDERSTUDY_MASTER_KEY = 'a-secret-of-the-gateway';
    try {
      const embedded = await start();
      expect(readFileSync(`/proc/${embedded.pid}/environ`, 'utf8')).not.toContain('a-secret-of-the-gateway');
    } finally {
      delete process.env.UNDERSTUDY_MASTER_KEY;
    }
  });

  it('is killed when it does not stop in time', async () => {
    const embedded = await start({ stopTimeoutMs: 100 });
    process.kill(embedded.pid, 'SIGSTOP');
    await embedded.stop();
    expect((await embedded.exited).signal).toBe('SIGKILL');
  });

  it('gives up a start that takes too long, and leaves no process behind', async () => {
    await expect(startEmbeddedDatabase({ dataDir, startTimeoutMs: 1 })).rejects.toThrow(
      'did not start within 1 ms',
    );
    const next = await start();
    expect(await ask(next.socketPath, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});
