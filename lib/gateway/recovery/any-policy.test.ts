import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Route } from '../configuration.ts';
import {
  ableModel,
  createTestGateway,
  hello,
  readReply,
  streamHead,
  testConfiguration,
  testTarget,
} from '../testing/test-gateway.ts';
import {
  type Delta,
  deltasOf,
  done,
  event,
  heard,
  letters,
  packets,
  saying,
  sizes,
} from './testing/sayings.ts';

const facts = { ...ableModel, capabilities: new Set(['streaming', 'tools', 'assistant_prefill'] as const) };
const idOf = (index: number) => `call_${index}`;

/** How the network and the route treat a stream. */
const manner = fc.record({
  firstSizes: sizes,
  secondSizes: sizes,
  cut: fc.nat(60),
  packet: fc.integer({ min: 4, max: 400 }),
  end: fc.constantFrom('cut', 'in_band', 'closed'),
  streamChunking: fc.constantFrom('as_sent' as const, 'words' as const),
});

const ends = {
  cut: [{ cut: true as const }],
  in_band: [{ send: 'data: {"error":{"message":"Overloaded","code":503}}\n\n' }],
  closed: [],
};

/** What a caller reads when the first target says `before` and breaks, and the second says `after` whole. */
async function answerOf(
  { before, after }: { before: readonly Delta[]; after: readonly Delta[] },
  { packet, end, streamChunking }: typeof manner extends fc.Arbitrary<infer M> ? M : never,
  streamRecovery: Route['streamRecovery'],
) {
  const targets = [testTarget('first'), testTarget('second', { facts })];
  const route = { numRetries: 0, streamRecovery, streamChunking };
  const { transport, call, records, clock } = createTestGateway(testConfiguration(targets, { route }));
  const sends = (deltas: readonly Delta[]) => deltas.map((delta) => event(delta)).join('');
  const begin = event({ role: 'assistant', content: '' });
  transport.script('first.test', {
    ...streamHead,
    body: [...packets(begin + sends(before), packet), ...ends[end]],
  });
  const whole = begin + sends(after) + event({}, 'stop') + done;
  transport.script('second.test', { ...streamHead, body: packets(whole, packet) });
  const sse = await readReply(await call({ ...hello, stream: true }));
  const deltas = [...sse.matchAll(/^data: (\{.*\})$/gm)]
    .map(([, json]) => JSON.parse(json ?? ''))
    .flatMap((chunk) => (chunk.choices ?? []).map((choice: { delta: Delta }) => choice.delta));
  const [record] = records;
  const costs = record?.attempts.map(({ costNanoUsd }) => costNanoUsd) ?? [];
  expect(records).toHaveLength(1);
  expect(record?.costNanoUsd).toBe(costs.reduce((sum, cost) => sum + cost, 0n));
  expect(clock.pending()).toBe(0);
  expect(sse.includes('"error"')).toBe(!sse.endsWith(done));
  expect(deltas.filter((delta) => delta.role !== undefined)).toHaveLength(1);
  return {
    whole: sse.endsWith(done),
    units: heard(deltas).units,
    text: deltas.map(({ content }) => content ?? '').join(''),
    calls: transport.calls.length,
    billed: costs.filter((cost) => cost > 0n).length,
    record,
  };
}

/** Whether half of a text or more is both its beginning and its end. */
const beginsAsItEnds = (text: string) =>
  Array.from({ length: Math.floor(text.length / 2) }, (_, at) => at + 1).some((at) =>
    text.startsWith(text.slice(at)),
  );

describe('a stream that breaks anywhere', () => {
  it('ends typed after what had come, where nothing is recovered', async () => {
    await fc.assert(
      fc.asyncProperty(saying, saying, manner, async (said, other, how) => {
        const all = deltasOf(said, { sizes: how.firstSizes, idOf });
        const before = all.slice(0, how.cut % (all.length + 1));
        const after = deltasOf(other, { sizes: how.secondSizes, idOf });
        const answer = await answerOf({ before, after }, how, 'off');
        const began = heard(before).units.length > 0;
        // A failure before the first content is not seen: the next target says all of it.
        expect(answer.units).toEqual(heard(began ? before : after).units);
        expect(answer.whole).toBe(!began);
        expect(answer.record).toMatchObject({ status: began ? 'partial' : 'ok', recovered: false });
        expect([answer.calls, answer.billed]).toEqual([began ? 1 : 2, 1]);
      }),
      { numRuns: 150 },
    );
  });

  it('is never seen where answers are held: the next target’s answer comes whole', async () => {
    await fc.assert(
      fc.asyncProperty(saying, saying, manner, async (said, other, how) => {
        const all = deltasOf(said, { sizes: how.firstSizes, idOf });
        const before = all.slice(0, how.cut % (all.length + 1));
        const after = deltasOf(other, { sizes: how.secondSizes, idOf });
        const answer = await answerOf({ before, after }, how, 'buffer');
        expect(answer.units).toEqual(heard(after).units);
        expect(answer.whole).toBe(true);
        expect(answer.record).toMatchObject({ status: 'ok', recovered: false, provider: 'second' });
        expect(answer.billed).toBe(heard(before).units.length > 0 ? 2 : 1);
      }),
      { numRuns: 150 },
    );
  });

  it('is continued to the same text, whether the rest comes alone or after the prefill, or ends typed', async () => {
    const seen = { continued: 0, refused: 0 };
    const texts = fc.tuple(fc.oneof(letters, fc.string({ minLength: 20, maxLength: 60 })), letters);
    await fc.assert(
      fc.asyncProperty(texts, fc.boolean(), manner, async ([partial, rest], echoes, how) => {
        const contents = (text: string, each: readonly number[]) =>
          deltasOf({ reasoning: '', content: text, calls: [] }, { sizes: each, idOf });
        const prefill = partial.trimEnd();
        const goesOn = partial.slice(prefill.length) + rest;
        fc.pre(partial !== '' && goesOn !== '');
        const after = contents(echoes ? prefill + goesOn : goesOn, how.secondSizes);
        const answer = await answerOf({ before: contents(partial, how.firstSizes), after }, how, 'continue');
        // What was said twice may be an echo or be meant, when it is short or repeats itself: then it is not guessed.
        const unclear = prefill === '' || goesOn.startsWith(prefill) || prefill.startsWith(goesOn);
        const repeats = prefill.length < 16 || beginsAsItEnds(prefill);
        if (!unclear && !(echoes && repeats)) expect(answer.whole).toBe(true);
        expect(answer.text).toBe(answer.whole ? partial + rest : partial);
        const status = answer.whole ? 'ok' : 'partial';
        expect(answer.record).toMatchObject({ status, recovered: answer.whole });
        expect(answer.billed).toBe(answer.calls);
        seen[answer.whole ? 'continued' : 'refused'] += 1;
      }),
      { numRuns: 250 },
    );
    expect(Math.min(seen.continued, seen.refused)).toBeGreaterThan(20);
  });

  it('with reasoning and calls is continued only from text, and never mixes what two targets say', async () => {
    await fc.assert(
      fc.asyncProperty(saying, letters, manner, async (said, rest, how) => {
        const all = deltasOf(said, { sizes: how.firstSizes, idOf });
        const before = all.slice(0, how.cut % (all.length + 1));
        const after = deltasOf({ ...said, content: `${rest}.` }, { sizes: how.secondSizes, idOf });
        const answer = await answerOf({ before, after }, how, 'continue');
        const had = heard(before).units;
        if (had.length === 0) {
          expect(answer.units).toEqual(heard(after).units);
          return;
        }
        expect(answer.units.slice(0, had.length)).toEqual(had);
        const beyond = answer.units.slice(had.length);
        expect(beyond.some((unit) => unit.startsWith('reasoning'))).toBe(false);
        if (had.at(-1)?.startsWith('content') !== true) expect([answer.calls, beyond]).toEqual([1, []]);
        if (!answer.whole) expect(beyond).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
