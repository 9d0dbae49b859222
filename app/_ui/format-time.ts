const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const largestUnit = (seconds: number): string | null => {
  if (seconds < minute) return `${Math.floor(seconds)} s`;
  if (seconds < hour) return `${Math.floor(seconds / minute)} min`;
  if (seconds < day) return `${Math.floor(seconds / hour)} h`;
  if (seconds < 30 * day) return `${Math.floor(seconds / day)} d`;
  return null;
};

/** `just now`, `12 s ago`, `in 3 min`, `2 d ago`; beyond 30 days the date. Takes an ISO time and Unix milliseconds. */
export const formatRelative = (iso: string, nowMs: number): string => {
  const seconds = (nowMs - Date.parse(iso)) / 1000;
  const unit = largestUnit(Math.abs(seconds));
  if (unit === null) return iso.slice(0, 10);
  if (Math.abs(seconds) < 2) return 'just now';
  return seconds > 0 ? `${unit} ago` : `in ${unit}`;
};

/** ISO times inside a text of the gateway, as `2026-11-21T22:17:21.487Z`. */
const isoInstant = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A text of the gateway with its ISO times as times of day in the viewer's zone, or the one given. */
export const readableTimes = (text: string, timeZone?: string): string =>
  text.replace(isoInstant, (iso) =>
    new Intl.DateTimeFormat('en-GB', {
      timeStyle: 'medium',
      ...(timeZone === undefined ? {} : { timeZone }),
    }).format(new Date(iso)),
  );

const exactFormat = (timeZone: string | undefined) =>
  new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'long',
    ...(timeZone === undefined ? {} : { timeZone }),
  });

/** The exact time in the viewer's zone (or the one given), for a hover: `21 Nov 2026, 14:03:07 CET`. */
export const formatExact = (iso: string, timeZone?: string): string =>
  exactFormat(timeZone).format(new Date(iso));
