import { expect, it } from 'vitest';
import { createRateShares } from './rate-shares.ts';

/** Three processes, and who is seen to be alive. */
function three(limit: number) {
  const world = { alive: [] as string[], isAway: false };
  const readAlive = async () => {
    if (world.isAway) throw new Error('away');
    return world.alive;
  };
  const all = ['gw_3', 'gw_1', 'gw_2'].map((instanceId) => createRateShares({ instanceId, readAlive }));
  return {
    world,
    async parts() {
      for (const { poll } of all) await poll();
      return all.map(({ share }) => share('vk_1', limit));
    },
  };
}

it('a limit is divided among those that are alive, and the parts are the limit', async () => {
  const { world, parts } = three(20);
  world.alive = ['gw_2', 'gw_1', 'gw_3'];
  expect(await parts()).toEqual([6, 7, 7]);
});

it('a process that is not seen yet counts itself', async () => {
  const { world, parts } = three(20);
  world.alive = ['gw_1'];
  expect(await parts()).toEqual([10, 20, 10]);
});

it('what a process had is for the others once it is gone, and stays as it is while nobody can tell', async () => {
  const { world, parts } = three(20);
  world.alive = ['gw_1', 'gw_2', 'gw_3'];
  await parts();
  world.isAway = true;
  expect(await parts()).toEqual([6, 7, 7]);
  world.isAway = false;
  world.alive = ['gw_1', 'gw_2'];
  expect((await parts()).slice(1)).toEqual([10, 10]);
});
