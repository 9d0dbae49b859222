import { expect, it } from 'vitest';
import { runSoak } from './run-soak.ts';

it('answers or refuses each of 600 callers under random faults, and each has its one record', async () => {
  const run = await runSoak({ requests: 600, concurrency: 24, seed: 7, rate: 0, report: () => {} });
  expect(run.flaws).toEqual([]);
  expect(run.callFlaws).toEqual([]);
  const { fates, records } = run.evidence;
  expect(fates.filter((fate) => fate === 'answer').length).toBeGreaterThan(450);
  expect(records.failovers).toBeGreaterThan(50);
  expect(records.recovered).toBeGreaterThan(0);
}, 180_000);
