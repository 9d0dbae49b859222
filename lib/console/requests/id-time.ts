const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const prefix = 'req_';
const timeDigits = 10;
/** An id is made by the gateway's clock, as is the start of its request; a day is more than they can be apart. */
const slackMs = 24 * 60 * 60_000;
const lastMs = Date.UTC(10_000, 0) - 1;

/** Times between which something started, in Unix milliseconds. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * When the requests started whose ids begin like this, as the ids say themselves (see `newId`): so that one is looked for in
 * one partition rather than in all. Null for what is no beginning of an id that the gateway gives.
 */
export function timeOfIds(beginning: string): TimeWindow | null {
  if (!beginning.startsWith(prefix)) return null;
  const time = beginning.slice(prefix.length, prefix.length + timeDigits).toUpperCase();
  if (time === '' || ![...time].every((digit) => digits.includes(digit))) return null;
  const fromMs = valueOfDigits(time.padEnd(timeDigits, '0')) - slackMs;
  const toMs = valueOfDigits(time.padEnd(timeDigits, 'Z')) + slackMs;
  if (fromMs > lastMs) return null;
  return { fromMs: Math.max(fromMs, 0), toMs: Math.min(toMs, lastMs) };
}

const valueOfDigits = (text: string): number =>
  [...text].reduce((value, digit) => value * digits.length + digits.indexOf(digit), 0);
