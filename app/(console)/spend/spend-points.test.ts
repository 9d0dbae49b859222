import { expect, it } from 'vitest';
import { spendPoints, spendSeries } from './spend-points.ts';

const grouping = { by: 'provider', tag: null } as const;
const days = ['2026-11-19T00:00:00.000Z', '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z'] as const;
const cell = (bucket: string, group: string | null, cost: string, others = false) => ({
  bucket,
  group,
  others,
  requests: 2,
  input_tokens: 30,
  output_tokens: 12,
  cost_nano_usd: cost,
});
const figures = {
  requests: 2,
  errors: 0,
  failovers: 0,
  input_tokens: 30,
  output_tokens: 12,
  cached_input_tokens: 0,
  reasoning_tokens: 0,
  cost_nano_usd: '1',
  estimated: 0,
  unpriced: 0,
  previous_cost_nano_usd: '0',
};
const summary = {
  from: '2026-11-19T06:00:00.000Z',
  to: '2026-11-21T14:00:00.000Z',
  bucket: 'day',
  time_zone: 'UTC',
  buckets: [...days],
  groups: ['openai', null, 'groq'].map((group) => ({ group, ...figures })),
  series: [
    cell(days[0], null, '0', true),
    cell(days[0], 'groq', '1000000'),
    cell(days[2], 'openai', '1500000000'),
    cell(days[2], null, '7'),
  ],
} as const satisfies Parameters<typeof spendSeries>[0] & Parameters<typeof spendPoints>[0];
const series = spendSeries(summary, grouping);

it('stacks the dearest group first and everything else last', () => {
  expect(series.map((one) => one.label)).toEqual(['openai', 'No provider', 'groq', 'All others']);
  expect(new Set(series.map((one) => one.colour)).size).toBe(4);
});

it('a group keeps its colour when its rank changes', () => {
  const turned = spendSeries({ ...summary, groups: summary.groups.toReversed() }, grouping);
  expect(turned[0]?.label).toBe('groq');
  expect(turned.find((one) => one.label === 'openai')?.colour).toBe(series[0]?.colour);
});

it('has a point for every day, also where nothing was used', () => {
  const points = spendPoints(summary, series, 'cost');
  expect(points.map((one) => one.label)).toEqual(['19 Nov', '20 Nov', '21 Nov']);
  expect(points.map((one) => one.cells.size)).toEqual([2, 0, 2]);
  expect(points[2]).toMatchObject({ g0: 1.5, from: days[2], to: summary.to });
  expect(points[2]?.cells.get('g1')?.cost_nano_usd).toBe('7');
});

it('leads no further than the range, which may cut the first day and the last', () => {
  const [first, second] = spendPoints(summary, series, 'cost');
  expect(first).toMatchObject({ at: days[0], from: summary.from, to: days[1] });
  expect(second).toMatchObject({ from: days[1], to: days[2] });
});

it('requests and tokens make other heights', () => {
  expect(spendPoints(summary, series, 'requests')[2]?.g0).toBe(2);
  expect(spendPoints(summary, series, 'tokens')[2]?.g0).toBe(42);
});

it('only a day that the range leaves before its end has not ended', () => {
  const complete = (to: string) => spendPoints({ ...summary, to }, series, 'cost').map((one) => one.complete);
  expect(complete('2026-11-21T23:30:00.000Z')).toEqual([true, true, false]);
  expect(complete('2026-11-22T00:00:00.000Z')).toEqual([true, true, true]);
});

it('hours are named with their day once the range is longer than one', () => {
  const from = Date.parse(days[0]);
  const hours = (count: number) =>
    Array.from({ length: count }, (_, hour) => new Date(from + hour * 3_600_000).toISOString());
  const label = (count: number) =>
    spendPoints({ ...summary, bucket: 'hour', buckets: hours(count) }, [], 'cost')[1]?.label;
  expect(label(24)).toBe('01:00');
  expect(label(48)).toBe('19 Nov, 01:00');
});
