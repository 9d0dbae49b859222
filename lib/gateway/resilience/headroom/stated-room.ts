import type { Clock } from '../../ports.ts';
import {
  type RateLimitFamily,
  rateLimitFamilies,
  readCount,
  readReset,
} from '../../stream/rate-limit-headers.ts';
import { type Demand, shareOf } from './demand.ts';

/** A provider's word is believed so long at most: then one call goes and hears the next. Milliseconds. */
const longestHoldMs = 60_000;

/** What calls with one credential to one model have asked for since this process began. */
export interface Asked {
  calls: number;
  inputTokens: number;
  tokens: number;
}

/** A limit without room, by the provider's own word. */
export interface StatedLack {
  readonly left: number;
  readonly unit: string;
  readonly waitMs: number;
}

/** What a provider last said of its limits, counted down by every call since. */
export interface StatedRoom {
  readonly asked: Asked;
  /** Reads the head of an answer to a call with which `asked` came to `then`. */
  hear(headers: Readonly<Record<string, string>>, then: Asked, clock: Pick<Clock, 'now' | 'monotonic'>): void;
  /** Whether the provider said anything at all. */
  readonly silent: boolean;
  /** The limit that has no room the longest; null = there is room. */
  lack(demand: Demand, nowMs: number): StatedLack | null;
}

/** One moment on both clocks, in milliseconds. */
interface Moment {
  readonly monotonicMs: number;
  readonly unixMs: number;
}

/** One limit as it was last stated. */
interface Statement {
  readonly remaining: number;
  /** What had been asked with the call that the statement answers: whatever came later may not be in it. */
  readonly asked: number;
  readonly heard: Moment;
  readonly limit: string | undefined;
  readonly reset: string | undefined;
}

/**
 * The provider's own limits for one credential and one model. OpenAI's and Anthropic's resets say when the limit is *whole* again,
 * so room comes back evenly until then where the limit is stated too; where it is not, all of it comes back at the reset. A statement
 * without a reset, or of more than the limit, means nothing.
 */
export function createStatedRoom(): StatedRoom {
  const asked: Asked = { calls: 0, inputTokens: 0, tokens: 0 };
  /** In the order of `rateLimitFamilies`; few providers state more than four. */
  const statements = new Map<RateLimitFamily, Statement>();

  return {
    asked,
    get silent() {
      return statements.size === 0;
    },
    hear(headers, then, clock) {
      if (namesWait(headers)) {
        for (const [family, { asked: known }] of statements)
          if (amount(then, family.unit) >= known) statements.delete(family);
        return;
      }
      for (const family of rateLimitFamilies) {
        const text = headers[family.remaining];
        if (text === undefined) continue;
        const remaining = readCount(text);
        const statement = statements.get(family);
        const askedThen = amount(then, family.unit);
        // Else the answer to a later call has arrived already.
        if (remaining !== null && askedThen >= (statement?.asked ?? 0))
          statements.set(family, {
            remaining,
            asked: askedThen,
            heard: { monotonicMs: clock.monotonic(), unixMs: clock.now() },
            limit: headers[family.limit],
            reset: headers[family.reset],
          });
      }
    },
    lack(demand, nowMs) {
      let worst: StatedLack | null = null;
      for (const [family, statement] of statements) {
        const lack = judge(family, statement, { demand, asked, nowMs });
        if (lack === 'over') statements.delete(family);
        else if (lack !== null && lack.waitMs >= (worst?.waitMs ?? 0)) worst = lack;
      }
      return worst;
    },
  };
}

/** A wait that the provider asks for in so many words wins over its resets (GATEWAY.md, "Attempts"): the bench sees to it. */
const namesWait = (headers: Readonly<Record<string, string>>) =>
  headers['retry-after'] !== undefined || headers['retry-after-ms'] !== undefined;

/** What counts against a limit. Nobody knows how long answers get: output is only stopped when none is left. */
function amount(asked: Asked, unit: RateLimitFamily['unit']): number {
  switch (unit) {
    case 'requests':
      return asked.calls;
    case 'tokens':
      return asked.tokens;
    case 'input_tokens':
      return asked.inputTokens;
    case 'output_tokens':
      return 0;
  }
}

function needOf({ inputTokens, outputTokens }: Demand, unit: RateLimitFamily['unit']): number {
  switch (unit) {
    case 'tokens':
      return inputTokens + outputTokens;
    case 'input_tokens':
      return inputTokens;
    case 'requests':
    case 'output_tokens':
      return 1;
  }
}

/** Null = there is room. The reset is only read when what is left without it does not do. */
function judge(
  { unit }: RateLimitFamily,
  { remaining, asked: askedThen, heard, limit: limitText, reset }: Statement,
  { demand, asked, nowMs }: { demand: Demand; asked: Asked; nowMs: number },
): StatedLack | 'over' | null {
  const unheard = remaining - (amount(asked, unit) - askedThen);
  const need = needOf(demand, unit);
  if (demand.turn === 'prompt' && unheard >= need) return null;

  const limit = readCount(limitText);
  const resetMs = readReset(reset, heard.unixMs);
  const passedMs = nowMs - heard.monotonicMs;
  const heldMs = Math.min(resetMs ?? 0, longestHoldMs);
  if (passedMs >= heldMs || resetMs === null || (limit !== null && remaining > limit)) return 'over';
  const perMs = limit === null ? 0 : (limit - remaining) / resetMs;
  const left = unheard + perMs * passedMs;
  const share = limit === null ? null : shareOf(limit, demand.turn);
  // More than the whole limit never fits: then all of it must do.
  const wanted =
    share === null || limit === null
      ? need + (demand.turn === 'prompt' ? 0 : 1)
      : Math.min(need, share) + (limit - share);
  // Sums of fractions miss whole numbers by a hair.
  const missing = wanted - left;
  if (missing <= 1e-6) return null;
  const untilHeldMs = heldMs - passedMs;
  const waitMs = perMs === 0 ? untilHeldMs : Math.min(untilHeldMs, Math.ceil(missing / perMs));
  return { left: Math.max(0, Math.floor(left)), unit: unit.replace('_', ' '), waitMs };
}
