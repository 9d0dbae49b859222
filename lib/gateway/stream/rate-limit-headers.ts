import { parseReset } from './retry-after.ts';

/** What a provider counts. `tokens` are those of prompt and answer together. */
export type RateLimitUnit = 'requests' | 'tokens' | 'input_tokens' | 'output_tokens';

/** The three headers, in lower case, by which a provider states one of its limits. */
export interface RateLimitFamily {
  readonly unit: RateLimitUnit;
  readonly remaining: string;
  readonly limit: string;
  readonly reset: string;
}

const family = (unit: RateLimitUnit, pattern: string): RateLimitFamily => ({
  unit,
  remaining: pattern.replace('*', 'remaining'),
  limit: pattern.replace('*', 'limit'),
  reset: pattern.replace('*', 'reset'),
});

/** Every limit that a provider is known to state with its answers (OpenAI and Anthropic by their documentation, the rest as seen). */
export const rateLimitFamilies: readonly RateLimitFamily[] = [
  // OpenAI, Azure, Groq, Together, Fireworks, xAI.
  family('requests', 'x-ratelimit-*-requests'),
  family('tokens', 'x-ratelimit-*-tokens'),
  family('tokens', 'x-ratelimit-*-project-tokens'),
  family('requests', 'anthropic-ratelimit-requests-*'),
  family('tokens', 'anthropic-ratelimit-tokens-*'),
  family('input_tokens', 'anthropic-ratelimit-input-tokens-*'),
  family('output_tokens', 'anthropic-ratelimit-output-tokens-*'),
  // Cerebras.
  family('requests', 'x-ratelimit-*-requests-day'),
  family('tokens', 'x-ratelimit-*-tokens-minute'),
  // Mistral.
  family('tokens', 'ratelimitbysize-*'),
  // OpenRouter.
  family('requests', 'x-ratelimit-*'),
];

/** No limit is that large: beyond it, the number is a mistake. */
const absurdCount = 1e12;
/** A longest plausible value, so that nothing long is kept or searched. */
const maxCharacters = 40;
const countPattern = /^\d+(?:\.\d+)?$/;

/** A count as a provider writes it; null when there is none, or none that can be believed. */
export function readCount(text: string | undefined): number | null {
  if (text === undefined || text.length > maxCharacters || !countPattern.test(text)) return null;
  const count = Number(text);
  return count <= absurdCount ? count : null;
}

/** Milliseconds from `nowMs` (Unix) until a limit is whole again; null when the header names no time that can be believed. */
export function readReset(text: string | undefined, nowMs: number): number | null {
  if (text === undefined || text.length > maxCharacters) return null;
  const waitMs = parseReset(text.trim(), nowMs);
  return waitMs !== null && waitMs >= 0 && waitMs <= longestPeriodMs ? waitMs : null;
}

/** Quotas run for a month at most. */
const longestPeriodMs = 31 * 86_400_000;
