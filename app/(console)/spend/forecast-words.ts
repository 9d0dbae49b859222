import type { SpendSummary } from '#lib/console/spend/schema.ts';

type Forecast = SpendSummary['forecast'];

const dayMs = 86_400_000;

const monthOf = (iso: string, timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone }).format(new Date(iso));

const length = (days: number): string => {
  if (days < 1) {
    const hours = Math.max(1, Math.round(days * 24));
    return hours === 1 ? '1 hour' : `${hours} hours`;
  }
  const rounded = Number(days.toFixed(1));
  return rounded === 1 ? '1 day' : `${rounded} days`;
};

/** `Forecast for November`. */
export const forecastTitle = (forecast: Forecast, timeZone: string): string =>
  `Forecast for ${monthOf(forecast.from, timeZone)}`;

/** How the forecast was reached, in one sentence. Takes the time up to which money was counted as Unix milliseconds. */
export const forecastMethod = (forecast: Forecast, timeZone: string, nowMs: number): string => {
  const month = monthOf(forecast.from, timeZone);
  if (forecast.average_days === 0) return `Nothing was recorded yet that an average could be taken of.`;
  const left = length(Math.max(0, Date.parse(forecast.to) - nowMs) / dayMs);
  return (
    `What ${month} has cost so far, and for the ${left} that are left the average of the ` +
    `last ${length(forecast.average_days)}. Days begin in ${timeZone}.`
  );
};
