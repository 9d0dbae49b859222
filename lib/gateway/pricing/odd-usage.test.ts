import { describe, expect, it } from 'vitest';
import { unlimited } from '../limits/limits.ts';
import {
  ableModel,
  createTestGateway,
  hello,
  readReply,
  streamedAnswer,
  streamPieces,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from '../testing/test-gateway.ts';

const budget = {
  id: 'key',
  scope: 'key',
  owner: 'tests',
  limitNanoUsd: 1_000_000_000n,
  period: 'total',
  hard: true,
  model: null,
} as const;

/** One call with a limit of 100 tokens to a provider that reports this usage. */
async function callWith(usage: object, stream = false) {
  const gateway = createTestGateway(
    testConfiguration([testTarget('a')], { key: { limits: { ...unlimited, budgets: [budget] } } }),
  );
  const whole = wholeAnswer('Hello there');
  const streamed = streamedAnswer('Hello', ' there');
  const report = `data: ${JSON.stringify({ ...JSON.parse(streamPieces.usage.slice(6)), usage })}\n\n`;
  gateway.transport.script(
    'a.test',
    stream
      ? {
          ...streamed,
          body: streamed.body.map(({ send }) => ({ send: send === streamPieces.usage ? report : send })),
        }
      : { ...whole, body: JSON.stringify({ ...JSON.parse(whole.body), usage }) },
  );
  await readReply(await gateway.call({ ...hello, max_tokens: 100, stream }));
  await gateway.clock.advance(1_200);
  const [record] = gateway.records;
  return { record, attempt: record?.attempts[0], charged: gateway.shared.spent('key') };
}

describe('usage that a provider reports', () => {
  it.each([
    ['whole', false],
    ['streamed', true],
  ])('is kept and not billed when it cannot be true (%s)', async (_, stream) => {
    const absurd = { prompt_tokens: 900_000, completion_tokens: -1, total_tokens: 7 };
    const { record, attempt, charged } = await callWith(absurd, stream);
    expect(attempt?.usage).toMatchObject({ estimated: true, suspect: JSON.stringify(absurd) });
    expect(attempt?.costNanoUsd).toBeLessThan(50_000n);
    expect([record?.costNanoUsd, charged]).toEqual([attempt?.costNanoUsd, attempt?.costNanoUsd]);
  });

  it('above what was put aside is booked as it is, and flagged', async () => {
    const { attempt, charged } = await callWith({
      prompt_tokens: 10,
      completion_tokens: 350,
      total_tokens: 360,
    });
    expect(attempt).toMatchObject({ aboveReserve: true, costNanoUsd: 710_000n });
    expect(charged).toBe(710_000n);
  });

  it('is billed by the price of that moment, which the record keeps', async () => {
    const { attempt } = await callWith({ prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 });
    expect(attempt).toMatchObject({ costNanoUsd: 20_000n, price: ableModel.price });
    expect(attempt).not.toHaveProperty('aboveReserve');
  });
});
