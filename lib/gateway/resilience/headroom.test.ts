import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../testing/manual-clock.ts';
import { ableModel, testTarget } from '../testing/test-gateway.ts';
import type { Demand } from './headroom/demand.ts';
import { createHeadroom } from './headroom.ts';

const demand = (tokens = 1): Demand => ({ inputTokens: tokens, outputTokens: 0, turn: 'prompt' });
const credential = { id: 'cred_a', name: 'a', secret: 's', weight: 1, rpm: null, tpm: null };
const target = testTarget('first', { facts: { ...ableModel, maxParallelRequests: 2 } });

function scene() {
  const clock = createManualClock();
  return { clock, headroom: createHeadroom(clock) };
}

describe('the headroom of an account', () => {
  it('is never more calls than it may make, nor more tokens than it may use, within any sixty seconds', async () => {
    const aCall = fc.record({ afterMs: fc.nat(5_000), tokens: fc.integer({ min: 1, max: 80 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(aCall, { minLength: 20, maxLength: 80 }),
        fc.integer({ min: 1, max: 8 }),
        async (calls, rpm) => {
          const { clock, headroom } = scene();
          const account = { ...credential, rpm, tpm: 200 };
          const made: { atMs: number; tokens: number }[] = [];
          for (const { afterMs, tokens } of calls) {
            await clock.advance(afterMs);
            const call = { target, credential: account, demand: demand(tokens) };
            if (headroom.lackOfCredential(call) !== null) continue;
            headroom.reserve(call).end();
            made.push({ atMs: clock.monotonic(), tokens });
            const recent = made.filter(({ atMs }) => atMs > clock.monotonic() - 60_000);
            expect(recent.length).toBeLessThanOrEqual(rpm);
            expect(recent.reduce((sum, each) => sum + each.tokens, 0)).toBeLessThanOrEqual(200);
          }
          expect(made.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('lets a call that is larger than the whole minute go alone', () => {
    const { headroom } = scene();
    const call = { target, credential: { ...credential, tpm: 100 }, demand: demand(500) };
    expect(headroom.lackOfCredential(call)).toBeNull();
    headroom.reserve(call).end();
    expect(headroom.lackOfCredential(call)).toMatchObject({ detail: 'tpm of a: 500 of 100', waitMs: 61_000 });
  });

  it('counts what was used in the place of the estimate, however often it is told', () => {
    const { headroom } = scene();
    const call = { target, credential: { ...credential, tpm: 100 }, demand: demand(90) };
    const reservation = headroom.reserve(call);
    reservation.used(40);
    reservation.used(10);
    expect(headroom.snapshot()).toContainEqual({ limit: 'tpm', of: 'cred_a', used: 10, max: 100 });
  });

  it('counts from the moment a limit is configured, and is not changed by calls from before', () => {
    const { headroom } = scene();
    const before = headroom.reserve({ target, credential, demand: demand(90) });
    const limited = { ...credential, rpm: 5, tpm: 100 };
    headroom.reserve({ target, credential: limited, demand: demand(20) });
    before.used(0);
    expect(headroom.snapshot().map(({ limit, used }) => [limit, used])).toEqual([
      ['in_flight', 2],
      ['rpm', 1],
      ['tpm', 20],
    ]);
  });
});

describe('what a provider says with an answer', () => {
  it('is heard though the answer took minutes', async () => {
    const { clock, headroom } = scene();
    const call = { target, credential, demand: demand() };
    const reservation = headroom.reserve(call);
    await clock.advance(200_000);
    headroom.snapshot();
    reservation.heard({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '30s' });
    reservation.end();
    await clock.advance(29_000);
    headroom.snapshot();
    expect(headroom.lackOfCredential(call)).toEqual({
      detail: 'provider on a: 0 requests left',
      waitMs: 1_000,
    });
  });
});

describe('the headroom of a target', () => {
  it('is given back once, however often a call ends', () => {
    const { headroom } = scene();
    const call = { target, credential, demand: demand() };
    const [first] = [headroom.reserve(call), headroom.reserve(call)];
    expect(headroom.lackOfTarget(target, demand())).toEqual({ detail: 'in flight 2 of 2', waitMs: null });
    first?.end();
    first?.end();
    expect(headroom.snapshot()).toEqual([{ limit: 'in_flight', of: 'first/model', used: 1, max: 2 }]);
  });

  it('is forgotten when nothing is in flight, and an account after its minute', async () => {
    const { clock, headroom } = scene();
    headroom.reserve({ target, credential: { ...credential, rpm: 5 }, demand: demand() }).end();
    expect(headroom.snapshot()).toEqual([{ limit: 'rpm', of: 'cred_a', used: 1, max: 5 }]);
    await clock.advance(61_000);
    expect(headroom.snapshot()).toEqual([]);
  });
});
