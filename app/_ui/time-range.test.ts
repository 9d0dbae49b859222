import { expect, it } from 'vitest';
import {
  isCustom,
  type RangeState,
  rangeKey,
  rangeLabel,
  rangeParsers,
  resolveRange,
  toLocalField,
} from './time-range.ts';

const now = Date.parse('2026-11-21T12:00:00.000Z');
const preset: RangeState = { range: '1h', from: null, to: null };
const custom: RangeState = {
  range: '24h',
  from: new Date('2026-11-20T00:00:00Z'),
  to: new Date('2026-11-21T00:00:00Z'),
};

it('a preset ends now and keeps its key while time moves on', () => {
  expect(resolveRange(preset, now)).toEqual({
    from: '2026-11-21T11:00:00.000Z',
    to: '2026-11-21T12:00:00.000Z',
  });
  expect(rangeKey(preset)).toBe('1h');
});

it('both bounds make a custom range', () => {
  expect(resolveRange(custom, now)).toEqual({
    from: '2026-11-20T00:00:00.000Z',
    to: '2026-11-21T00:00:00.000Z',
  });
  expect(rangeLabel(custom, 'UTC')).toBe('20 Nov, 00:00 – 21 Nov, 00:00');
});

it('bounds the wrong way round, or only one of them, are not a range', () => {
  expect(isCustom({ ...custom, from: custom.to, to: custom.from })).toBe(false);
  expect(isCustom({ ...custom, to: null })).toBe(false);
});

it('survives the trip through the URL', () => {
  const text = rangeParsers.from.serialize(new Date('2026-11-20T00:00:00Z'));
  expect(rangeParsers.from.parse(text)?.toISOString()).toBe('2026-11-20T00:00:00.000Z');
  expect(rangeParsers.range.parse('7d')).toBe('7d');
  expect(rangeParsers.range.parse('"; drop')).toBeNull();
});

it('fills a local field that reads back as the same minute', () => {
  const date = new Date('2026-11-20T08:30:00Z');
  expect(new Date(toLocalField(date)).getTime()).toBe(date.getTime());
});
