import { expect, it } from 'vitest';
import type { Overview } from '#lib/console/overview/schema.ts';
import { chartPoints, logHref, unrecordedSteps } from './chart-points.ts';

const point = (at: string, over: Partial<Overview['series'][number]> = {}): Overview['series'][number] => ({
  at,
  complete: true,
  requests: 0,
  ok: 0,
  errors: 0,
  partial: 0,
  canceled: 0,
  success_rate: null,
  failovers: 0,
  rescued: 0,
  input_tokens: 0,
  output_tokens: 0,
  cost_nano_usd: '0',
  p50_ms: null,
  p95_ms: null,
  ...over,
});
const overview = {
  from: '2026-11-21T10:00:00.000Z',
  to: '2026-11-21T13:00:00.000Z',
  step_seconds: 3600,
  records_since: '2026-11-21T11:30:00.000Z',
  series: [
    point('2026-11-21T10:00:00.000Z'),
    point('2026-11-21T11:00:00.000Z', { ok: 3, errors: 1, cost_nano_usd: '312000' }),
    point('2026-11-21T12:00:00.000Z', { complete: false }),
  ],
};

it('a step before anything was recorded is a gap, a quiet one after is zero', () => {
  const points = chartPoints(overview, 'UTC');
  expect(points.map((one) => one.ok)).toEqual([null, 3, 0]);
  expect(points[0]).toMatchObject({ failed: null, cost: null, costNanoUsd: null });
  expect(points[2]).toMatchObject({ complete: false, failovers: 0 });
});

it('knows which steps came before the first record', () => {
  const at = '2026-11-21T10:00:00.000Z';
  expect(unrecordedSteps(chartPoints(overview, 'UTC'))).toEqual({ from: at, to: at });
  expect(unrecordedSteps(chartPoints({ ...overview, records_since: at }, 'UTC'))).toBeNull();
});

it('every step is a gap before the first record', () => {
  expect(chartPoints({ ...overview, records_since: null }, 'UTC').every((one) => one.ok === null)).toBe(true);
});

it("labels times in the viewer's zone, with the day once the range is longer than one", () => {
  expect(chartPoints(overview, 'Europe/Berlin').map((one) => one.label)).toEqual(['11:00', '12:00', '13:00']);
  const week = { ...overview, to: '2026-11-28T10:00:00.000Z', step_seconds: 86_400 };
  expect(chartPoints(week, 'UTC')[0]?.label).toBe('21 Nov');
});

it('leads to the log of exactly that step', () => {
  const [, second] = chartPoints(overview, 'UTC');
  expect(second && logHref(second)).toBe(
    '/requests?from=2026-11-21T11%3A00%3A00.000Z&to=2026-11-21T12%3A00%3A00.000Z',
  );
});
