import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GatewayReply } from './gateway-call.ts';
import type { Script } from './testing/scripted-transport.ts';
import {
  ableModel,
  createTestGateway,
  hello,
  streamedAnswer,
  streamHead,
  streamPieces,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from './testing/test-gateway.ts';

const rpm = 12;
const cap = 3;

const limitedTarget = (name: string) =>
  testTarget(name, {
    facts: { ...ableModel, maxParallelRequests: cap },
    credentials: ['a', 'b'].map((each) => ({
      id: `cred_${name}_${each}`,
      name: each,
      secret: `${name}-${each}`,
      weight: 1,
      rpm,
      tpm: 50_000,
    })),
  });

const cut: Script = {
  ...streamHead,
  body: [{ send: streamPieces.role }, { send: streamPieces.text('Hel') }, { waitMs: 50 }, { cut: true }],
};
const ends = {
  whole: wholeAnswer('Hello'),
  slow: { ...wholeAnswer('Hello'), delayMs: 3_000 },
  stream: streamedAnswer('Hel', 'lo'),
  cut,
  refused: { refuse: true },
  hanging: { hang: true },
  busy: { status: 503, body: '{}' },
  limited: { status: 429, headers: { 'retry-after': '2' }, body: '{}' },
  limitedLong: { status: 429, headers: { 'retry-after': '30' }, body: '{}' },
  bad: { status: 400, body: '{"error":{"message":"no"}}' },
  garbage: { status: 200, body: '<html>' },
  spent: {
    ...wholeAnswer('Hello'),
    headers: {
      'content-type': 'application/json',
      'x-ratelimit-remaining-requests': '1',
      'x-ratelimit-reset-requests': '9s',
    },
  },
} satisfies Record<string, Script>;

const end = fc.constantFrom(...(Object.keys(ends) as (keyof typeof ends)[]));
const aCall = fc.record({
  afterMs: fc.oneof(fc.constant(0), fc.nat(4_000)),
  stream: fc.boolean(),
  latencyClass: fc.constantFrom('interactive', 'standard', 'batch'),
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

describe('the room of a target', () => {
  it('is never exceeded and always given back, however calls begin and end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aCall, { minLength: 10, maxLength: 40 }),
        fc.array(end, { minLength: 1, maxLength: 12 }),
        fc.array(end, { minLength: 1, maxLength: 12 }),
        async (calls, atFirst, atSecond) => {
          const gateway = createTestGateway(
            testConfiguration([limitedTarget('first'), limitedTarget('second')]),
          );
          const { clock, transport, core } = gateway;
          const startsMs = new Map<string, number[]>();
          const send = transport.send.bind(transport);
          transport.send = (request, options) => {
            const account = String(request.headers.authorization);
            startsMs.set(account, [...(startsMs.get(account) ?? []), clock.monotonic()]);
            const inFlight = core.health.headroom.snapshot().filter(({ limit }) => limit === 'in_flight');
            expect(Math.max(...inFlight.map(({ used }) => used))).toBeLessThanOrEqual(cap);
            return send(request, options);
          };
          transport.script('first.test', ...atFirst.map((each) => ends[each]));
          transport.script('second.test', ...atSecond.map((each) => ends[each]));

          const done: Promise<void>[] = [];
          for (const { afterMs, stream, latencyClass, leavesMs, reads } of calls) {
            await clock.advance(afterMs);
            const caller = new AbortController();
            if (leavesMs !== null) clock.after(leavesMs, () => caller.abort());
            const headers = { authorization: 'Bearer good-key', 'x-understudy-latency-class': latencyClass };
            const reply = gateway.call({ ...hello, stream }, { headers, signal: caller.signal });
            done.push(reply.then((answer) => consume(answer, reads)));
          }
          await clock.advance(700_000);
          await Promise.all(done);

          for (const times of startsMs.values())
            for (const [index, time] of times.entries())
              expect(time - (times[index - rpm] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThan(60_000);
          expect(core.health.headroom.snapshot()).toEqual([]);
          expect(['first/model', 'second/model'].some(core.health.headroom.queue.isWaitedFor)).toBe(false);
          expect(gateway.records).toHaveLength(calls.length);
          expect([clock.pending(), gateway.errors]).toEqual([0, []]);
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);
});
