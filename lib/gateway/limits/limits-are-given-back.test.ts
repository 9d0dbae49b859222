import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GatewayReply } from '../gateway-call.ts';
import { tokensOf } from '../resilience/headroom/demand.ts';
import type { Script } from '../testing/scripted-transport.ts';
import {
  createTestGateway,
  hello,
  streamedAnswer,
  streamHead,
  streamPieces,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from '../testing/test-gateway.ts';
import { unlimited } from './limits.ts';

const rpm = 8;
const maxParallelRequests = 3;
const tpm = 5_000;

const ends = {
  whole: wholeAnswer('Hello'),
  slow: { ...wholeAnswer('Hello'), delayMs: 3_000 },
  stream: streamedAnswer('Hel', 'lo'),
  cut: {
    ...streamHead,
    body: [{ send: streamPieces.role }, { send: streamPieces.text('Hel') }, { cut: true }],
  },
  refused: { refuse: true },
  hanging: { hang: true },
  busy: { status: 503, body: '{}' },
  limited: { status: 429, headers: { 'retry-after': '2' }, body: '{}' },
  bad: { status: 400, body: '{"error":{"message":"no"}}' },
  garbage: { status: 200, body: '<html>' },
} satisfies Record<string, Script>;

const someEnds = fc.array(fc.constantFrom(...(Object.keys(ends) as (keyof typeof ends)[])), {
  minLength: 1,
  maxLength: 12,
});
const aCall = fc.record({
  afterMs: fc.oneof(fc.constant(0), fc.nat(4_000)),
  stream: fc.boolean(),
  key: fc.constantFrom('good-key', 'other-key'),
  model: fc.constantFrom('chat', 'chat', 'chat', 'nobody'),
  /** The caller leaves after so long; null = stays. */
  leavesMs: fc.option(fc.nat(5_000)),
  reads: fc.boolean(),
});

async function consume(reply: GatewayReply, reads: boolean): Promise<void> {
  if (reply.body instanceof Uint8Array) return;
  const body = reply.body[Symbol.asyncIterator]();
  while (reads && (await body.next()).done !== true);
  await body.return?.();
}

/** Two keys of one team: each key and the team may have the same. */
function limitedGateway() {
  const limits = { ...unlimited, rpm, tpm, maxParallelRequests };
  const targets = [testTarget('first'), testTarget('second')];
  const configuration = testConfiguration(targets, { key: { team: 'crew', limits, teamLimits: limits } });
  const keys = new Map(configuration.keys);
  for (const key of configuration.keys.values()) keys.set('hash of other-key', { ...key, id: 'vk_2' });
  return createTestGateway({ ...configuration, keys });
}

describe('what a request holds of its limits', () => {
  it('is never more than the limits allow and is always given back, however calls begin and end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aCall, { minLength: 10, maxLength: 40 }),
        someEnds,
        someEnds,
        async (calls, atFirst, atSecond) => {
          const gateway = limitedGateway();
          const { clock, transport, core } = gateway;
          transport.script('first.test', ...atFirst.map((each) => ends[each]));
          transport.script('second.test', ...atSecond.map((each) => ends[each]));

          const done: Promise<void>[] = [];
          for (const { afterMs, stream, key, model, leavesMs, reads } of calls) {
            await clock.advance(afterMs);
            const caller = new AbortController();
            if (leavesMs !== null) clock.after(leavesMs, () => caller.abort());
            const headers = { authorization: `Bearer ${key}` };
            const reply = gateway.call({ ...hello, model, stream }, { headers, signal: caller.signal });
            done.push(reply.then((answer) => consume(answer, reads)));
            for (const { inFlight, requests } of core.limiter.uses().values()) {
              expect(inFlight).toBeLessThanOrEqual(maxParallelRequests);
              expect(requests?.used(clock.monotonic()) ?? 0).toBeLessThanOrEqual(rpm);
            }
          }
          await clock.advance(59_000);
          const nowMs = clock.monotonic();
          const startedMs = clock.now() - 60_000;
          const lately = gateway.records.filter(
            ({ startedAtMs, durationMs }) =>
              startedAtMs > startedMs && startedAtMs + durationMs <= clock.now(),
          );
          const usedTokens = lately
            .flatMap(({ attempts }) => attempts)
            .reduce((sum, { usage }) => sum + (usage === null ? 0 : tokensOf(usage)), 0);
          const team = core.limiter.uses().get('team:crew');
          expect(team?.tokens?.used(nowMs) ?? 0).toBeGreaterThanOrEqual(usedTokens);

          await clock.advance(700_000);
          await Promise.all(done);
          expect(core.limiter.uses().size).toBe(0);
          expect(gateway.records).toHaveLength(calls.length);
          expect([clock.pending(), gateway.errors]).toEqual([0, []]);
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);
});
