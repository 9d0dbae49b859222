import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
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
  packets,
  type Saying,
  saying,
  sizes,
} from './testing/sayings.ts';

const gateway = (words: boolean) => {
  const targets = [testTarget('first'), testTarget('second')];
  return createTestGateway(
    testConfiguration(targets, { route: { numRetries: 0, streamChunking: words ? 'words' : 'as_sent' } }),
  );
};

async function answerOf(script: {
  broken: string;
  whole: string;
  packet: number;
  inBand: boolean;
  words: boolean;
}) {
  const { transport, call, records, clock } = gateway(script.words);
  const end = script.inBand
    ? [{ send: 'data: {"error":{"message":"Overloaded","code":503}}\n\n' }]
    : [{ cut: true as const }];
  transport.script('first.test', { ...streamHead, body: [...packets(script.broken, script.packet), ...end] });
  transport.script('second.test', { ...streamHead, body: packets(script.whole, script.packet) });
  const sse = await readReply(await call({ ...hello, stream: true }));
  const chunks = sse
    .split('\n\n')
    .filter((each) => each.startsWith('data: {'))
    .map((each) => JSON.parse(each.slice('data: '.length)));
  const deltas = chunks.flatMap((chunk) =>
    (chunk.choices ?? []).map((choice: { delta: Delta }) => choice.delta),
  );
  return { sse, deltas, records, record: records[0], pending: clock.pending() };
}

/** The same, or changed in one place: another reasoning, text, name, arguments or number of calls. */
const changed = (said: Saying, other: Saying, place: number): Saying => {
  const [call, ...calls] = said.calls;
  switch (place) {
    case 0:
      return { ...said, reasoning: other.reasoning };
    case 1:
      return { ...said, content: said.content.slice(0, said.content.length / 2) + other.content };
    case 2:
      return { ...said, calls: other.calls };
    case 3:
      return { ...said, calls: call === undefined ? [] : [{ ...call, text: `${call.text}x` }, ...calls] };
    case 4:
      return { ...said, calls: call === undefined ? [] : [{ ...call, name: 'g' }, ...calls] };
    case 5:
      return { ...said, content: said.content.slice(0, -1) };
    default:
      return said;
  }
};

const scenario = fc.record({
  said: saying,
  other: saying,
  place: fc.integer({ min: 0, max: 9 }),
  firstSizes: sizes,
  secondSizes: sizes,
  cut: fc.nat(60),
  packet: fc.integer({ min: 1, max: 400 }),
  sameIds: fc.boolean(),
  inBand: fc.boolean(),
  words: fc.boolean(),
});

describe('a stream that breaks anywhere', () => {
  it('is either the whole answer of one model or what had come and a typed error: nothing spliced, lost or doubled', async () => {
    const seen = { recovered: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        scenario,
        async ({ said, other, place, firstSizes, secondSizes, cut, packet, sameIds, inBand, words }) => {
          const replayed = changed(said, other, place);
          const before = deltasOf(said, { sizes: firstSizes, idOf: (index) => `call_${index}` });
          // Shifted by one: a provider that numbers its calls differently must not give two calls one id.
          const idOf = (index: number) => (sameIds ? `call_${(index + 1) % 2}` : `other_${index}`);
          const after = deltasOf(replayed, { sizes: secondSizes, idOf });
          fc.pre(after.length > 0);
          const got = before.slice(0, cut % (before.length + 1));
          const answer = await answerOf({
            broken: event({ role: 'assistant', content: '' }) + got.map((delta) => event(delta)).join(''),
            whole: after.map((delta) => event(delta)).join('') + event({}, 'stop') + done,
            packet,
            inBand,
            words,
          });
          const [had, would, has] = [heard(got).units, heard(after).units, heard(answer.deltas)];
          const agrees = had.every((unit, index) => would[index] === unit);

          expect(has.units).toEqual(agrees ? would : had);
          expect(new Set(has.ids).size).toBe(has.ids.length);
          expect(has.ids.slice(0, heard(got).ids.length)).toEqual(heard(got).ids);
          expect(answer.sse.includes('[DONE]')).toBe(agrees);
          expect(answer.sse.includes('"error"')).toBe(!agrees);
          expect(answer.sse.split(': understudy recovered\n\n').length - 1).toBe(
            agrees && had.length > 0 ? 1 : 0,
          );
          expect(answer.deltas.filter((delta) => delta.role !== undefined)).toHaveLength(1);
          expect(answer.record).toMatchObject({
            status: agrees ? 'ok' : 'partial',
            recovered: agrees && had.length > 0,
          });
          expect(answer.records).toHaveLength(1);
          const costs = answer.record?.attempts.map(({ costNanoUsd }) => costNanoUsd) ?? [];
          expect(costs.filter((cost) => cost > 0n)).toHaveLength(had.length > 0 ? 2 : 1);
          expect(answer.record?.costNanoUsd).toBe(costs.reduce((sum, cost) => sum + cost, 0n));
          expect(answer.pending).toBe(0);
          seen[agrees ? 'recovered' : 'refused'] += 1;
        },
      ),
      { numRuns: 400 },
    );
    // Both outcomes are common, or the property would say little.
    expect(Math.min(seen.recovered, seen.refused)).toBeGreaterThan(40);
  });
});
