import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VirtualKey } from '../configuration.ts';
import { GatewayError } from '../errors.ts';
import type { ChatCompletionRequest } from '../schema/chat-completion.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import { unlimited } from './limits.ts';
import type { RateHold } from './rate-hold.ts';
import { createRateLimiter, type RateLimiter } from './rate-limiter.ts';

const keyOf = (id: string, parts: Partial<VirtualKey>): VirtualKey => ({
  id,
  name: id,
  team: null,
  models: null,
  expiresAtMs: null,
  tags: {},
  ...parts,
});
const request = (maxTokens: number): ChatCompletionRequest => ({
  model: 'chat',
  messages: [],
  max_tokens: maxTokens,
});

const someLimit = (max: number) => fc.option(fc.integer({ min: 1, max }));
const someLimits = fc
  .record({ rpm: someLimit(8), tpm: someLimit(3_000), maxParallelRequests: someLimit(4) })
  .map((limits) => ({ ...unlimited, ...limits }));
const someSteps = fc.array(
  fc.record({
    passMs: fc.oneof(fc.constant(0), fc.nat(20_000)),
    key: fc.constantFrom('vk_a', 'vk_b'),
    tokens: fc.integer({ min: 1, max: 1_500 }),
    /** Which request in flight ends before this one begins, and what part of its tokens it has used; null = none. */
    ends: fc.option(fc.record({ which: fc.nat(20), used: fc.double({ min: 0, max: 1, noNaN: true }) })),
  }),
  { minLength: 5, maxLength: 80 },
);

interface Started {
  readonly owner: string;
  readonly atMs: number;
  tokens: number;
  inFlight: boolean;
}

const inUse = (limiter: RateLimiter, nowMs: number) =>
  [...limiter.uses()].map(([id, { inFlight, requests, tokens }]) => [
    id,
    inFlight,
    requests?.used(nowMs),
    tokens?.used(nowMs),
  ]);

/** What began within the last sixty seconds. */
const lately = (all: readonly Started[], owner: string, nowMs: number) =>
  all.filter((one) => one.owner === owner && one.atMs > nowMs - 60_000);

describe('limits of a key and its team', () => {
  it('hold within any sixty seconds and at any moment, whatever begins and ends; a refusal takes nothing and its wait is enough', async () => {
    await fc.assert(
      fc.asyncProperty(someLimits, someLimits, someSteps, async (limits, teamLimits, steps) => {
        const clock = createManualClock();
        const limiter = createRateLimiter(clock);
        const keyIn = (id: string) => keyOf(id, { team: 'crew', limits, teamLimits });
        const started: Started[] = [];
        const open: { hold: RateHold | null; tokens: number; entries: Started[] }[] = [];
        const ownersOf = (key: string) => [
          { owner: key, of: limits },
          { owner: 'team:crew', of: teamLimits },
        ];
        const take = (key: string, tokens: number) => {
          try {
            return limiter.take(keyIn(key), { request: request(tokens), inputTokens: 0 });
          } catch (error) {
            if (error instanceof GatewayError) return error;
            throw error;
          }
        };

        for (const { passMs, key, tokens, ends } of steps) {
          await clock.advance(passMs);
          const ending = ends === null ? undefined : open.splice(ends.which, 1)[0];
          const used = Math.floor((ending?.tokens ?? 0) * (ends?.used ?? 0));
          ending?.hold?.end(used);
          for (const entry of ending?.entries ?? []) Object.assign(entry, { inFlight: false, tokens: used });

          const nowMs = clock.monotonic();
          const before = inUse(limiter, nowMs);
          const taken = take(key, tokens);
          if (taken instanceof GatewayError) {
            expect(inUse(limiter, nowMs)).toEqual(before);
            continue;
          }
          const entries = ownersOf(key).map(({ owner }) => ({ owner, atMs: nowMs, tokens, inFlight: true }));
          started.push(...entries);
          open.push({ hold: taken, tokens, entries });
          for (const { owner, of } of ownersOf(key)) {
            const recent = lately(started, owner, nowMs);
            const inFlight = started.filter((one) => one.owner === owner && one.inFlight);
            expect(recent.length).toBeLessThanOrEqual(of.rpm ?? Number.POSITIVE_INFINITY);
            expect(inFlight.length).toBeLessThanOrEqual(of.maxParallelRequests ?? Number.POSITIVE_INFINITY);
            // Of those in flight the estimate, of the others what they used.
            const counted = recent.reduce((sum, { tokens: each }) => sum + each, 0);
            expect(counted).toBeLessThanOrEqual(of.tpm ?? Number.POSITIVE_INFINITY);
          }
        }

        for (const { hold, tokens } of open) hold?.end(tokens);
        const last = take('vk_a', 1);
        if (last instanceof GatewayError) {
          await clock.advance(last.details.retryAfterMs ?? 0);
          expect(take('vk_a', 1)).not.toBeInstanceOf(GatewayError);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('a hold that is ended twice is given back once', () => {
    const limiter = createRateLimiter(createManualClock());
    const key = keyOf('vk_a', { limits: { ...unlimited, maxParallelRequests: 2 } });
    const asked = { request: request(1), inputTokens: 1 };
    const first = limiter.take(key, asked);
    limiter.take(key, asked);
    first?.end(1);
    first?.end(1);
    expect(limiter.uses().get('vk_a')?.inFlight).toBe(1);
  });

  it('nothing is kept of keys without limits, and nothing for long of keys that are idle', async () => {
    const clock = createManualClock();
    const limiter = createRateLimiter(clock);
    const asked = { request: request(1), inputTokens: 1 };
    expect(limiter.take(keyOf('vk_free', {}), asked)).toBeNull();
    expect(limiter.take(keyOf('vk_budget', { limits: unlimited }), asked)).toBeNull();
    expect(limiter.uses().size).toBe(0);
    for (let key = 0; key < 1_500; key += 1)
      limiter.take(keyOf(`vk_${key}`, { limits: { ...unlimited, rpm: 1 } }), asked)?.end(1);
    const busy = limiter.take(keyOf('vk_busy', { limits: { ...unlimited, rpm: 1 } }), asked);
    await clock.advance(61_000);
    expect([...limiter.uses().keys()]).toEqual(['vk_busy']);
    busy?.end(1);
  });
});

describe('the part of a limit that is this process’s', () => {
  const sharing = (share: (limit: number) => number) => createRateLimiter(createManualClock(), share);

  it('is all that it gives, and what it tells is left', () => {
    const limiter = sharing((limit) => Math.floor(limit / 3));
    const key = keyOf('vk_a', { limits: { ...unlimited, rpm: 6 } });
    const asked = { request: request(1), inputTokens: 1 };
    limiter.take(key, asked);
    expect(limiter.standing(key)?.headers(null)).toMatchObject({
      'x-ratelimit-limit-requests': '6',
      'x-ratelimit-remaining-requests': '1',
    });
    limiter.take(key, asked);
    expect(() => limiter.take(key, asked)).toThrow('Key vk_a may make 6 requests a minute.');
  });

  it('may be less than one request needs: it goes alone, else it would go nowhere', async () => {
    const clock = createManualClock();
    const limiter = createRateLimiter(clock, (limit) => Math.floor(limit / 3));
    const key = keyOf('vk_a', { limits: { ...unlimited, tpm: 900 } });
    limiter.take(key, { request: request(800), inputTokens: 0 });
    expect(() => limiter.take(key, { request: request(1), inputTokens: 0 })).toThrow('900 tokens a minute');
    await clock.advance(61_000);
    limiter.take(key, { request: request(800), inputTokens: 0 });
  });
});
