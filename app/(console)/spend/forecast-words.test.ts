import { expect, it } from 'vitest';
import { forecastMethod, forecastMonth } from './forecast-words.ts';

const zone = 'Europe/Berlin';
const forecast = {
  from: '2026-10-31T23:00:00.000Z',
  to: '2026-11-30T23:00:00.000Z',
  spent_nano_usd: '5000000000',
  expected_nano_usd: '9000000000',
  average_days: 7,
};
const now = Date.parse('2026-11-21T11:00:00.000Z');

it("names the month of the viewer's zone, which begins before that of UTC", () => {
  expect(forecastMonth(forecast, zone)).toBe('November');
});

it('says in one sentence how it was reached', () => {
  expect(forecastMethod(forecast, zone, now)).toBe(
    'What November has cost so far, and for the 9.5 days that are left the average of the last 7 days. ' +
      'Days begin in Europe/Berlin.',
  );
});

it('says hours while there are no days to speak of', () => {
  const text = forecastMethod({ ...forecast, average_days: 0.125 }, zone, Date.parse('2026-11-30T22:00:00Z'));
  expect(text).toContain('for the 1 hour that are left the average of the last 3 hours');
});

it('claims no average with too few records', () => {
  expect(forecastMethod({ ...forecast, average_days: 0 }, zone, now)).toBe(
    'There are too few records yet to take an average of: this is what was spent so far.',
  );
});
