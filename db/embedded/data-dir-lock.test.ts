import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LockHolder, takeDataDirLock } from './data-dir-lock.ts';
import { identifyProcess } from './process-identity.ts';

describe('data directory lock', () => {
  let dir: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'understudy-lock-'));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });

  const locks = () => readdirSync(dir).filter((name) => name.startsWith('postgres.lock'));
  const leave = (number: number, holder: Partial<LockHolder> | string) => {
    const text = typeof holder === 'string' ? holder : JSON.stringify(holder);
    writeFileSync(join(dir, `postgres.lock.${number}`), text);
  };
  const self = identifyProcess(process.pid);
  const since = '2026-01-01T00:00:00.000Z';

  it('is taken by whoever comes first and says who that is', () => {
    expect(takeDataDirLock(dir).heldBy).toBeNull();
    expect(takeDataDirLock(dir).heldBy?.process).toEqual(self);
    expect(locks()).toEqual(['postgres.lock.1']);
    expect(JSON.parse(readFileSync(join(dir, 'postgres.lock.1'), 'utf8'))).toMatchObject({ process: self });
  });

  it('is taken over from a process that is gone, and its file removed', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    const identity = identifyProcess(dead.pid ?? 0);
    await new Promise((done) => dead.once('exit', done));
    leave(4, { process: identity, startedBy: identity, since });
    expect(takeDataDirLock(dir).heldBy).toBeNull();
    expect(locks()).toEqual(['postgres.lock.5']);
  });

  it.runIf(self.startedAt !== null)(
    'is taken over from an earlier process that had the number of one alive now',
    () => {
      leave(1, { process: { pid: process.pid, startedAt: 'another boot/1' }, startedBy: self, since });
      expect(takeDataDirLock(dir).heldBy).toBeNull();
    },
  );

  it('is taken over from a file that a full disk cut short', () => {
    leave(1, '{"process":{"pi');
    leave(2, '{}');
    expect(takeDataDirLock(dir).heldBy).toBeNull();
  });

  it('goes to exactly one of many processes that find a dead holder at the same moment', async () => {
    leave(1, { process: { pid: 2 ** 30, startedAt: 'x' }, startedBy: self, since });
    const script = `
      import { takeDataDirLock } from ${JSON.stringify(join(import.meta.dirname, 'data-dir-lock.ts'))};
      process.stdin.once('data', () => {
        console.log(takeDataDirLock(process.argv[1]).heldBy === null ? 'mine' : 'held');
        setInterval(() => {}, 1000);
      });
      console.log('loaded');`;
    const contenders = Array.from({ length: 6 }, () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, dir], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      children.push(child);
      return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
    });
    for (const { lines } of contenders) await lines.next();
    for (const { child } of contenders) child.stdin.write('go\n');
    const results = await Promise.all(contenders.map(async ({ lines }) => (await lines.next()).value));
    expect(results.sort()).toEqual(['held', 'held', 'held', 'held', 'held', 'mine']);
  });
});
