import { GatewayError } from '../errors.ts';
import type { LimitOwner } from './limit-owner.ts';

/** The limit that a request would break. */
export type RateLack =
  | { readonly type: 'requests' | 'parallel' | 'tokens'; readonly owner: LimitOwner; readonly waitMs: number }
  /** More tokens than the limit is in a whole minute: no wait helps. */
  | { readonly type: 'too_large'; readonly owner: LimitOwner; readonly tokens: number };

/** For clients that obey the wait whatever the sentence says. */
const uselessWaitMs = 60_000;

/** The 429 that names which limit of whom, and when there is room. */
export function rateRefusal(lack: RateLack): GatewayError {
  const retryAfterMs = lack.type === 'too_large' ? uselessWaitMs : lack.waitMs;
  return new GatewayError('rate_limit_exceeded', sentence(lack), { retryAfterMs });
}

function sentence(lack: RateLack): string {
  const { title, limits, model } = lack.owner;
  const what = model === null ? '' : ` for ${model}`;
  const comeBack = 'Try again after the time in retry-after.';
  switch (lack.type) {
    case 'requests':
      return `${title} may make ${count(limits.rpm, 'request')} a minute${what}. ${comeBack}`;
    case 'parallel':
      return `${title} may have ${count(limits.maxParallelRequests, 'request')} in flight at once${what}. ${comeBack}`;
    case 'tokens':
      return `${title} may use ${count(limits.tpm, 'token')} a minute${what}. ${comeBack}`;
    case 'too_large':
      return `${title} may use ${count(limits.tpm, 'token')} a minute${what}, and this request alone may need ${count(lack.tokens, 'token')}. Send a shorter prompt or a lower max_tokens.`;
  }
}

const count = (number: number | null, noun: string) =>
  `${(number ?? 0).toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
