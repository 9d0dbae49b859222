import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { withLock } from './lock.mjs';

const pace = { pollMs: 1, touchMs: 5, abandonedMs: 60 };
let file = '';

beforeEach(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  file = path.join(folder, 'lock');
});

const hold = (work: () => Promise<void>, onWait = () => {}) => withLock({ file, onWait, pace }, work);

it('lets one in at a time and says once that it waits', async () => {
  const order: string[] = [];
  let waits = 0;
  let release = () => {};
  const first = hold(async () => {
    order.push('first in');
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    order.push('first out');
  });
  await expect.poll(() => order).toEqual(['first in']);
  const second = hold(
    async () => void order.push('second in'),
    () => {
      waits += 1;
      // Longer than the silence after which a lock counts as abandoned: this holder is not silent.
      setTimeout(release, 3 * pace.abandonedMs);
    },
  );
  await Promise.all([first, second]);
  expect(order).toEqual(['first in', 'first out', 'second in']);
  expect(waits).toBe(1);
  expect(existsSync(file)).toBe(false);
});

it('is free again after work that failed', async () => {
  await expect(hold(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(file)).toBe(false);
});

it('takes over at once from a process of this machine that died', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(file, JSON.stringify({ pid, host: hostname(), nonce: 1 }));
  let inside = '';
  await withLock({ file, onWait: () => {}, pace: { ...pace, abandonedMs: 600_000 } }, async () => {
    inside = readFileSync(file, 'utf8');
  });
  expect(JSON.parse(inside).pid).toBe(process.pid);
});

it.each([
  ['of another machine', JSON.stringify({ pid: 1, host: 'elsewhere', nonce: 1 })],
  ['that was cut off while it wrote', ''],
])('takes over from a silent holder %s', async (_who, mark) => {
  writeFileSync(file, mark);
  let entered = false;
  await hold(async () => {
    entered = true;
  });
  expect(entered).toBe(true);
});
