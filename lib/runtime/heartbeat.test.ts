import { expect, it } from 'vitest';
import { routeDefaults } from '#lib/gateway/configuration.ts';
import { createCircuitBreaker } from '#lib/gateway/resilience/circuit-breaker.ts';
import { circuitReports } from './heartbeat.ts';

it('tells each circuit as it is seen from outside: one that ramps up is closed', () => {
  const time = { nowMs: 0 };
  const breaker = createCircuitBreaker(
    () => time.nowMs,
    () => 0.5,
  );
  const call = (target: string) => breaker.tryAcquire(target, routeDefaults.breaker, 'last');
  const reports = () => circuitReports(breaker.circuits());
  for (let count = 0; count < 3; count += 1) call('a/m')?.fail('overloaded');
  expect(reports()).toEqual([
    {
      target: 'a/m',
      state: 'open',
      since: new Date(0),
      reason: 'overloaded',
      nextProbeAt: new Date(30_000),
    },
  ]);
  time.nowMs = 30_000;
  const probe = call('a/m');
  expect(reports()).toMatchObject([{ state: 'half_open', reason: 'overloaded' }]);
  probe?.succeed();
  const closed = { target: 'a/m', state: 'closed', since: new Date(30_000), reason: null, nextProbeAt: null };
  expect(reports()).toEqual([closed]);
  time.nowMs = 60_000;
  expect(reports()).toEqual([closed]);
});
