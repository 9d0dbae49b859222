import type { VirtualKey } from '../configuration.ts';
import type { Clock } from '../ports.ts';
import type { ChatCompletionRequest } from '../schema/chat-completion.ts';
import { type LimitOwner, limitOwners, mayBeLimited } from './limit-owner.ts';
import { beginUse, createLimitedUses, type LimitedUse } from './limited-use.ts';
import { rateHeaders } from './rate-headers.ts';
import { type Held, RateHold } from './rate-hold.ts';
import { lackOf, worse } from './rate-lack.ts';
import { type RateLack, rateRefusal } from './rate-refusal.ts';
import type { RateShare } from './rate-share.ts';
import { reservedTokens, tokenDemandOf } from './token-demand.ts';

/** The request whose tokens are counted. */
export interface LimitedRequest {
  readonly request: ChatCompletionRequest;
  /** Estimate of the prompt. */
  readonly inputTokens: number;
}

/** What is left of a caller's limits. */
export interface RateStanding {
  /** `x-ratelimit-*` as of now. `model` as the caller sent it; null = not known. */
  headers(model: string | null): Record<string, string>;
}

/** Requests a minute, tokens a minute and requests in flight, of keys and teams. Exact within this process, whatever happens at once. */
export interface RateLimiter {
  /**
   * Takes a request's room from its key and from its team, or from neither. Null = nothing is limited. The hold must be ended.
   * @throws GatewayError `rate_limit_exceeded` that names the limit and the time at which there is room.
   */
  take(key: VirtualKey, asked: LimitedRequest): RateHold | null;
  /** Null = no limit to tell of. */
  standing(key: VirtualKey): RateStanding | null;
  /** What owners (`vk_…`, `vk_…:chat`, `team:…`) have in use now; who is idle is absent. */
  uses(): ReadonlyMap<string, LimitedUse>;
}

/** Nothing used yet. `share` absent = this process is the only one. */
export function createRateLimiter(clock: Clock, share: RateShare = (limit) => limit): RateLimiter {
  const uses = createLimitedUses();

  return {
    take(key, { request, inputTokens }) {
      const owners = mayBeLimited(key) ? limitOwners(key, request.model) : [];
      if (owners.length === 0) return null;
      const nowMs = clock.monotonic();
      const demand = tokenDemandOf(request, inputTokens);
      let worst: RateLack | null = null;
      for (const owner of owners)
        worst = worse(worst, lackOf(owner, { use: uses.find(owner.id), demand, nowMs, share }));
      if (worst !== null) throw rateRefusal(worst);
      return new RateHold(
        clock,
        nowMs,
        owners.map(({ id, limits }): Held => {
          const use = uses.open(id, nowMs);
          const tokens = limits.tpm === null ? null : reservedTokens(demand, share(limits.tpm, 'minute'));
          beginUse(use, { limits, tokens }, nowMs);
          return { use, tokens };
        }),
      );
    },
    standing(key) {
      if (!mayBeLimited(key)) return null;
      const account = ({ id, limits }: LimitOwner) => ({ limits, use: uses.find(id), share });
      return {
        headers: (model) => rateHeaders(limitOwners(key, model).map(account), clock.monotonic()),
      };
    },
    uses: () => uses.all(clock.monotonic()),
  };
}
