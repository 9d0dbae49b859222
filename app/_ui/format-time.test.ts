import { expect, it } from 'vitest';
import { formatExact, formatRelative, readableTimes } from './format-time.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

it.each([
  ['2026-11-21T11:59:59.500Z', 'just now'],
  ['2026-11-21T11:59:48Z', '12 s ago'],
  ['2026-11-21T11:56:30Z', '3 min ago'],
  ['2026-11-21T07:00:00Z', '5 h ago'],
  ['2026-11-19T11:00:00Z', '2 d ago'],
  ['2026-11-21T12:00:30Z', 'in 30 s'],
  ['2026-01-02T00:00:00Z', '2026-01-02'],
])('%s reads %s', (iso, text) => {
  expect(formatRelative(iso, now)).toBe(text);
});

it('names the zone of an exact time', () => {
  expect(formatExact('2026-11-21T12:00:00Z', 'UTC')).toBe('21 Nov 2026, 12:00:00 UTC');
});

it("turns the gateway's times inside a text into times of day", () => {
  expect(readableTimes('next probe at 2026-11-21T22:17:21.487Z', 'Europe/Berlin')).toBe(
    'next probe at 23:17:21',
  );
  expect(readableTimes('vision', 'UTC')).toBe('vision');
});
