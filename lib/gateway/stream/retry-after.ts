/** Response headers with lower-case names. */
type Headers = Readonly<Record<string, string | undefined>>;

/** Waits beyond the longest quota period (a month) are mistakes, e.g. a Unix time where seconds belong. */
const maxWaitMs = 31 * 86_400_000;

/** Milliseconds in each unit that Go's durations and the providers' variations of them use. */
const unitMs = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
} as const;

const durationPattern = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d))+$/;
const durationToken = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)/g;
const numberPattern = /^\d+(?:\.\d+)?$/;
const weekday = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;
const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * How long to wait by the headers of a refused call, in milliseconds, or null when they name no wait: what the provider
 * asks for, else the reset of a limit that is used up. Negative, absurd and unreadable values count as absent.
 */
export function parseRetryAfter(headers: Headers, nowMs: number): number | null {
  return parseStatedWait(headers, nowMs) ?? parseExhaustedReset(headers, nowMs);
}

/** The wait in `retry-after-ms`, else in `retry-after` (seconds, fractional ones too, or an HTTP date), in milliseconds. */
export function parseStatedWait(headers: Headers, nowMs: number): number | null {
  const retryAfter = headers['retry-after']?.trim() ?? '';
  return (
    sensible(parseNumber(headers['retry-after-ms']?.trim() ?? '')) ??
    sensible(scale(parseNumber(retryAfter), 1_000)) ??
    sensible(untilDate(parseHttpDate(retryAfter), nowMs))
  );
}

/**
 * A duration as Go writes it (`6m0s`, `1m30.5s`, `12ms`), in milliseconds; a bare number means seconds. Null for anything else.
 */
export function parseDuration(text: string): number | null {
  // Greek mu and the micro sign look the same and both occur.
  const duration = text.trim().replaceAll('μ', 'µ');
  const seconds = parseNumber(duration);
  if (seconds !== null) return seconds * 1_000;
  if (!durationPattern.test(duration)) return null;
  let totalMs = 0;
  for (const [, amount, unit] of duration.matchAll(durationToken)) {
    totalMs += Number(amount) * unitMs[unit as keyof typeof unitMs];
  }
  return totalMs;
}

/** A duration that a provider asks to wait for, in whole milliseconds rounded up; null for anything else, and for an absurd one. */
export function parseWait(text: string): number | null {
  return sensible(parseDuration(text));
}

/** "Please try again in 1m30.5s" (OpenAI, Groq), "try again after 1 seconds" (Moonshot), "retry after 7 seconds" (Azure). */
const waitSentence =
  /\b(?:try again|retry) (?:in|after) (\d{1,9}(?:\.\d{1,9})?) ?(ms|milliseconds?|s|sec|seconds?|m|min|minutes?|h|hours?)((?:\d+(?:\.\d+)?(?:ms|s|m|h)){0,3})(?![a-z\d])/i;

/** The wait that the sentence of a refusal names, in milliseconds, or null; for providers that name it nowhere else. */
export function waitInMessage(message: string): number | null {
  const [, amount, word, rest = ''] = waitSentence.exec(message) ?? [];
  if (amount === undefined || word === undefined) return null;
  const unit = /^mil|^ms/i.test(word) ? 'ms' : word.charAt(0).toLowerCase();
  return parseWait(`${amount}${unit}${rest.toLowerCase()}`);
}

/**
 * The longest of the resets whose own `remaining` is 0: a call passes only when every limit has room. OpenAI writes
 * durations (`x-ratelimit-reset-tokens: 6m0s`), Anthropic times (`anthropic-ratelimit-tokens-reset: 2026-…Z`).
 */
function parseExhaustedReset(headers: Headers, nowMs: number): number | null {
  let longest: number | null = null;
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || !name.includes('reset')) continue;
    const remaining = headers[name.replace('reset', 'remaining')]?.trim();
    if (remaining === undefined || parseNumber(remaining) !== 0) continue;
    const waitMs = sensible(parseReset(value.trim(), nowMs));
    if (waitMs !== null) longest = Math.max(longest ?? 0, waitMs);
  }
  return longest;
}

/**
 * The time until a limit is whole again, as a `*-reset` header names it: an RFC 3339 time, a Unix time in seconds or milliseconds, or
 * a duration. In milliseconds from `nowMs`, not checked for sense: it may be negative; null when it is none of these.
 */
export function parseReset(value: string, nowMs: number): number | null {
  if (rfc3339.test(value)) return untilDate(Date.parse(value), nowMs);
  const number = parseNumber(value);
  // OpenRouter sends Unix milliseconds, others Unix seconds (both unconfirmed); a small number is a wait in seconds.
  if (number !== null && number > 1e11) return number - nowMs;
  if (number !== null && number > 1e9) return number * 1_000 - nowMs;
  return parseDuration(value);
}

function parseNumber(text: string): number | null {
  return numberPattern.test(text) ? Number(text) : null;
}

/** Unix milliseconds of any of the three forms of RFC 9110, all of which are GMT even where they do not say so. */
function parseHttpDate(text: string): number | null {
  if (!weekday.test(text)) return null;
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? null : time;
}

function untilDate(timeMs: number | null, nowMs: number): number | null {
  return timeMs === null || Number.isNaN(timeMs) ? null : timeMs - nowMs;
}

function scale(value: number | null, factor: number): number | null {
  return value === null ? null : value * factor;
}

/** Whole milliseconds, rounded up so that nobody comes back too early; null when no such wait makes sense. */
function sensible(waitMs: number | null): number | null {
  return waitMs !== null && waitMs >= 0 && waitMs <= maxWaitMs ? Math.ceil(waitMs) : null;
}
