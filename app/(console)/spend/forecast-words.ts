import type { SpendSummary } from '#lib/console/spend/schema.ts';

type Forecast = SpendSummary['forecast'];

const dayMs = 86_400_000;

const length = (days: number): string => {
  if (days < 1) {
    const hours = Math.max(1, Math.round(days * 24));
    return hours === 1 ? '1 hour' : `${hours} hours`;
  }
  const rounded = Number(days.toFixed(1));
  return rounded === 1 ? '1 day' : `${rounded} days`;
};

/** The month that is forecast: `November`. */
export const forecastMonth = (forecast: Forecast, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone }).format(new Date(forecast.from));

/** How the forecast was reached, in one sentence. Takes the time up to which money was counted as Unix milliseconds. */
export const forecastMethod = (forecast: Forecast, timeZone: string, nowMs: number): string => {
  if (forecast.average_days === 0)
    return 'There are too few records yet to take an average of: this is what was spent so far.';
  const left = length(Math.max(0, Date.parse(forecast.to) - nowMs) / dayMs);
  return (
    `What ${forecastMonth(forecast, timeZone)} has cost so far, and for the ${left} that are left the average of the ` +
    `last ${length(forecast.average_days)}. Days begin in ${timeZone}.`
  );
};
