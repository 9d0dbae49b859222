import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { startUnderstudy } from './understudy.ts';

/** Process ids of the console processes under this one. */
function consoleProcesses(parent: number): number[] {
  const table = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' });
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, ppid, ...args]) => Number(ppid) === parent && args.some((arg) => arg.includes('console-process')),
    )
    .map(([pid]) => Number(pid));
}

test('killing the console under load changes nothing for callers, and it comes back', async () => {
  const understudy = await startUnderstudy();
  try {
    const call = () =>
      fetch(`${understudy.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${understudy.demoKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'demo', messages: [{ role: 'user', content: 'Hello' }] }),
      }).then(async (response) => {
        await response.arrayBuffer();
        return response.status;
      });
    const statuses: number[] = [];
    let loaded = true;
    const load = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (loaded) statuses.push(await call());
      }),
    );
    const [before] = consoleProcesses(understudy.process.pid ?? 0);
    expect(before).toBeDefined();
    process.kill(before ?? 0, 'SIGKILL');
    await expect
      .poll(() => consoleProcesses(understudy.process.pid ?? 0).some((pid) => pid !== before), {
        timeout: 30_000,
      })
      .toBe(true);
    await expect
      .poll(() => fetch(`${understudy.url}/sign-in`).then((answer) => answer.status), { timeout: 30_000 })
      .toBe(200);
    loaded = false;
    await load;
    expect(statuses.length).toBeGreaterThan(20);
    expect(new Set(statuses)).toEqual(new Set([200]));
  } finally {
    await understudy.stop();
  }
  expect(consoleProcesses(understudy.process.pid ?? 0)).toEqual([]);
});
