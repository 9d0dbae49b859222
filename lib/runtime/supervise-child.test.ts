import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { type SupervisedChild, superviseChild } from './supervise-child.ts';

/** Says that it is up, stops when told, ignores signals, and ends with its parent. */
const obedient = `
  process.on('SIGTERM', () => {});
  process.on('message', (message) => message.type === 'stop' && process.exit(0));
  process.on('disconnect', () => process.exit(0));
  process.send('up');
`;
const deaf = `process.on('message', () => {}); process.send('up');`;

let supervised: SupervisedChild | null = null;
afterEach(() => supervised?.stop(0));

const supervise = (script: string, options: { leastMs?: number; mostMs?: number } = {}) => {
  const crashes: number[] = [];
  let starts = 0;
  supervised = superviseChild({
    start: () => {
      starts += 1;
      return spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    },
    onCrash: (_reason, delayMs) => crashes.push(delayMs),
    ...options,
  });
  return { child: supervised, crashes, starts: () => starts };
};

const up = async (child: SupervisedChild, notPid?: number) => {
  await expect.poll(() => child.current()?.pid ?? notPid, { timeout: 5_000 }).not.toBe(notPid);
  const current = child.current();
  if (current === null) throw new Error('No child.');
  await once(current, 'message');
  return current;
};

it('starts a killed child again, and not one that it stopped', async () => {
  const { child, crashes, starts } = supervise(obedient, { leastMs: 5 });
  const first = await up(child);
  first.kill('SIGKILL');
  const second = await up(child, first.pid);
  expect(crashes).toEqual([5]);
  await child.stop(5_000);
  expect(second.exitCode).toBe(0);
  expect(starts()).toBe(2);
});

it('waits longer before each further restart, up to the most', async () => {
  const { crashes } = supervise('process.exit(3)', { leastMs: 1, mostMs: 4 });
  await expect.poll(() => crashes.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(4);
  expect(crashes.slice(0, 4)).toEqual([1, 2, 4, 4]);
});

it('kills a child that does not stop in time', async () => {
  const { child } = supervise(deaf);
  const current = await up(child);
  await child.stop(20);
  expect(current.signalCode).toBe('SIGKILL');
});
