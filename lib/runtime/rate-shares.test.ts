import { expect, it } from 'vitest';
import { createRateShares } from './rate-shares.ts';

/** Three processes, and who is seen to be alive. */
function three(limit: number) {
  const world = { alive: [] as string[], isAway: false, nowMs: 5_000 };
  const readAlive = async () => {
    if (world.isAway) throw new Error('away');
    return world.alive;
  };
  const all = ['gw_3', 'gw_1', 'gw_2'].map((instanceId) =>
    createRateShares({ instanceId, readAlive, monotonic: () => world.nowMs }),
  );
  const see = async (...alive: string[]) => {
    world.alive = alive;
    for (const { poll } of all) await poll();
  };
  const parts = (span: 'minute' | 'moment') => all.map(({ share }) => share(limit, span));
  return { world, see, parts };
}

it('a limit is divided among those that are alive, and the parts are the limit', async () => {
  const { see, parts } = three(20);
  expect(parts('moment')).toEqual([20, 20, 20]);
  await see('gw_2', 'gw_1', 'gw_3');
  expect([parts('moment'), parts('minute')]).toEqual([
    [6, 7, 7],
    [6, 7, 7],
  ]);
});

it('a process that is not seen yet counts itself', async () => {
  const { see, parts } = three(20);
  await see('gw_1');
  expect(parts('moment')).toEqual([10, 20, 10]);
});

it('the division stays as it is while nobody can tell who is alive', async () => {
  const { world, see, parts } = three(20);
  await see('gw_1', 'gw_2', 'gw_3');
  world.isAway = true;
  await see();
  expect(parts('moment')).toEqual([6, 7, 7]);
});

it('what a process had at once is for the others when it is gone; what it had by the minute, a minute later', async () => {
  const { world, see, parts } = three(20);
  await see('gw_1', 'gw_2', 'gw_3');
  await see('gw_1', 'gw_2');
  expect(parts('moment').slice(1)).toEqual([10, 10]);
  expect(parts('minute').slice(1)).toEqual([7, 7]);
  world.nowMs += 60_999;
  await see('gw_1', 'gw_2');
  expect(parts('minute').slice(1)).toEqual([7, 7]);
  world.nowMs += 1;
  expect(parts('minute').slice(1)).toEqual([10, 10]);
});

it('those that go one after the other are each waited for', async () => {
  const { world, see, parts } = three(20);
  await see('gw_1', 'gw_2', 'gw_3');
  await see('gw_1', 'gw_2');
  world.nowMs += 30_000;
  await see('gw_1');
  world.nowMs += 60_000;
  expect(parts('minute')[1]).toBe(7);
  world.nowMs += 1_000;
  expect(parts('minute')[1]).toBe(20);
});

it('one that takes the place of another at once changes nothing for the rest', async () => {
  const { world, see, parts } = three(20);
  await see('gw_1', 'gw_2', 'gw_0');
  await see('gw_1', 'gw_2');
  world.nowMs += 2_000;
  await see('gw_1', 'gw_2', 'gw_4');
  expect(parts('minute').slice(1)).toEqual([7, 7]);
});
