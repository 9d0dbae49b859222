import { describe, expect, it } from 'vitest';
import type { ChatCompletionChunk } from '../schema/chat-completion.ts';
import {
  ableModel,
  hello,
  readReply,
  streamedAnswer,
  streamHead,
  streamPieces,
  testTarget,
} from '../testing/test-gateway.ts';
import { broken } from './testing/continuing.ts';
import { recovering } from './testing/recovering.ts';

const [first, second, third] = [testTarget('first'), testTarget('second'), testTarget('third')];
const streamed = { ...hello, stream: true };
const { role, text, finish, usage, done } = streamPieces;
const comment = ': understudy recovered\n\n';

/** As another provider would send it: under an identity of its own. */
const elsewhere = (answer: ReturnType<typeof streamedAnswer>) => ({
  ...answer,
  body: answer.body.map(({ send }) => ({
    send: send.replace('chatcmpl-1', 'gen-9').replace('model-2026', 'model-of-another'),
  })),
});

const chunksOf = (sse: string): ChatCompletionChunk[] =>
  sse
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)))
    .filter((chunk) => chunk.error === undefined);
const textOf = (sse: string) =>
  chunksOf(sse)
    .map(({ choices }) => choices[0]?.delta.content ?? '')
    .join('');

describe('a stream that breaks after content', () => {
  it('goes on from another target as one unbroken answer under the first identity', async () => {
    const gateway = recovering();
    gateway.transport.script('first.test', broken('Half an', ' ans'));
    gateway.transport.script('second.test', elsewhere(streamedAnswer('Half', ' an answ', 'er, whole')));
    const sse = await readReply(await gateway.call(streamed));
    expect(sse).toBe(
      role + text('Half an') + text(' ans') + comment + text('w') + text('er, whole') + finish + done,
    );
  });

  it('is recorded as recovered: both legs billed, the failover told, the usage that of the whole answer', async () => {
    const gateway = recovering();
    gateway.transport.script('first.test', broken('Half'));
    gateway.transport.script('second.test', streamedAnswer('Half', ' and whole'));
    await readReply(await gateway.call(streamed));
    const [record] = gateway.records;
    expect(record).toMatchObject({
      status: 'ok',
      recovered: true,
      provider: 'second',
      errorKind: null,
      failovers: 1,
      usage: { inputUncached: 10, output: 5, estimated: false },
      attempts: [
        { provider: 'first', kind: 'stream_interrupted', status: 200, usage: { estimated: true, output: 1 } },
        { provider: 'second', kind: null, usage: { output: 5 } },
      ],
      failoverEvents: [
        {
          primary: 'first/model',
          fallback: 'second/model',
          trigger: 'attempt',
          errorKind: 'stream_interrupted',
          outcome: 'ok',
        },
      ],
    });
    const costs = record?.attempts.map(({ costNanoUsd }) => costNanoUsd) ?? [];
    expect(costs.every((cost) => cost > 0n)).toBe(true);
    expect(record?.costNanoUsd).toBe(costs.reduce((sum, cost) => sum + cost, 0n));
    expect(gateway.clock.pending()).toBe(0);
  });

  it('carries the usage of the leg that finished when the caller asked for usage', async () => {
    const gateway = recovering();
    gateway.transport.script('first.test', broken('Half'));
    gateway.transport.script('second.test', elsewhere(streamedAnswer('Half', ' done')));
    const sse = await readReply(await gateway.call({ ...streamed, stream_options: { include_usage: true } }));
    expect(sse).toBe(role + text('Half') + comment + text(' done') + finish + usage + done);
  });

  it('ends as broken when the replay says something else, and the replay is ended without blame', async () => {
    const gateway = recovering();
    gateway.transport.script('first.test', broken('Half an'));
    gateway.transport.script('second.test', streamedAnswer('Half a', ' loaf', ' is better'));
    const sse = await readReply(await gateway.call(streamed));
    expect(textOf(sse)).toBe('Half an');
    expect(sse).not.toContain('understudy recovered');
    expect(sse).not.toContain('[DONE]');
    expect(sse).toContain('"code":"stream_interrupted"');
    expect(gateway.transport.callsTo('second.test')[0]?.aborted).toBe(true);
    expect(gateway.records[0]).toMatchObject({
      status: 'partial',
      recovered: false,
      provider: 'first',
      errorKind: 'stream_interrupted',
      usage: { output: 2, estimated: true },
      attempts: [
        { provider: 'first', kind: 'stream_interrupted' },
        { provider: 'second', kind: 'client_closed', message: expect.stringContaining('did not agree') },
      ],
      failoverEvents: [{ errorKind: 'stream_interrupted', outcome: 'failed' }],
    });
    expect(gateway.records[0]?.attempts[1]?.costNanoUsd).toBeGreaterThan(0n);
    const circuits = gateway.core.health.breaker.circuits();
    expect(circuits.get('first/model')).toMatchObject({ failures: 1 });
    expect(circuits.get('second/model')).toMatchObject({ failures: 0 });
  });

  it('ends as broken when the replay ends before what the caller already has', async () => {
    const gateway = recovering();
    gateway.transport.script('first.test', broken('One, two'));
    gateway.transport.script('second.test', streamedAnswer('One'));
    const sse = await readReply(await gateway.call(streamed));
    expect(textOf(sse)).toBe('One, two');
    expect(sse).not.toContain('[DONE]');
  });

  it('is complete when only the end was missing', async () => {
    const gateway = recovering();
    const body = [{ send: role + text('All of it') + finish }, { cut: true as const }];
    gateway.transport.script('first.test', { ...streamHead, body });
    expect(await readReply(await gateway.call(streamed))).toBe(role + text('All of it') + finish + done);
    expect(gateway.transport.calls).toHaveLength(1);
    expect(gateway.records[0]).toMatchObject({ status: 'ok', recovered: false });
  });

  it('is taken on by the next target when one cannot answer, and again when the replay breaks too', async () => {
    const gateway = recovering([first, testTarget('busy'), second, third]);
    gateway.transport.script('first.test', broken('a', 'b'));
    gateway.transport.script('busy.test', { status: 503, body: '{"error":{"message":"busy"}}' });
    gateway.transport.script('second.test', broken('ab', 'c'));
    gateway.transport.script('third.test', streamedAnswer('abcd'));
    const sse = await readReply(await gateway.call(streamed));
    expect(sse).toBe(
      role + text('a') + text('b') + comment + text('c') + comment + text('d') + finish + done,
    );
    expect(gateway.records[0]?.attempts.map(({ provider, kind }) => [provider, kind])).toEqual([
      ['first', 'stream_interrupted'],
      ['busy', 'overloaded'],
      ['second', 'stream_interrupted'],
      ['third', null],
    ]);
  });

  it('goes to the next target when a replay breaks before it has said what the caller has', async () => {
    const gateway = recovering([first, second, third]);
    gateway.transport.script('first.test', broken('abc'));
    gateway.transport.script('second.test', broken('ab'));
    gateway.transport.script('third.test', streamedAnswer('abcd'));
    expect(textOf(await readReply(await gateway.call(streamed)))).toBe('abcd');
    expect(gateway.records[0]?.failoverEvents).toMatchObject([
      { primary: 'first/model', fallback: 'second/model', outcome: 'failed' },
      { primary: 'second/model', fallback: 'third/model', outcome: 'ok' },
    ]);
  });

  it('is replayed after a stall and after an error event too', async () => {
    const gateway = recovering();
    gateway.transport.script('first.test', {
      ...streamHead,
      body: [{ send: text('ab') }, { waitMs: 99_000 }],
    });
    gateway.transport.script('second.test', streamedAnswer('abc'));
    const stalled = readReply(await gateway.call(streamed));
    await gateway.clock.advance(15_000);
    expect(textOf(await stalled)).toBe('abc');
    const event = 'data: {"error":{"message":"Overloaded","code":503}}\n\n';
    gateway.transport.script('first.test', { ...streamHead, body: [{ send: text('ab') }, { send: event }] });
    expect(textOf(await readReply(await gateway.call(streamed)))).toBe('abc');
    expect(gateway.records[1]?.attempts[0]?.kind).toBe('overloaded');
  });
});

describe('a replay is not asked for', () => {
  const half = broken('Half');
  const other = { ...testTarget('second'), id: 'second/other', model: 'other' };
  const dear = {
    ...ableModel,
    price: { input: 10_000_000_000_000n, output: 1n, cachedInput: null, cacheWrite: null },
  };

  async function callsToSecond(gateway: ReturnType<typeof recovering>, body: object = {}, headers = {}) {
    gateway.transport.script('first.test', half);
    gateway.transport.script('second.test', streamedAnswer('Half', ' done'));
    const all = { authorization: 'Bearer good-key', ...headers };
    await readReply(await gateway.call({ ...streamed, ...body }, { headers: all }));
    return gateway.transport.callsTo('second.test').length;
  }

  it('by a route that turned it off', async () => {
    expect(await callsToSecond(recovering([first, second], { streamRecovery: 'off' }))).toBe(0);
  });

  it('by a caller who forbade failover', async () => {
    expect(await callsToSecond(recovering(), {}, { 'x-understudy-no-failover': 'true' })).toBe(0);
  });

  it('when several answers were asked for', async () => {
    expect(await callsToSecond(recovering(), { n: 2 })).toBe(0);
  });

  it('when the caller has something that cannot be compared', async () => {
    const gateway = recovering();
    const choice = { index: 0, delta: { content: 'Half' }, logprobs: { content: [{}] }, finish_reason: null };
    const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [choice] };
    const body = [{ send: `data: ${JSON.stringify(chunk)}\n\n` }, { cut: true as const }];
    gateway.transport.script('first.test', { ...streamHead, body });
    await readReply(await gateway.call(streamed));
    expect(gateway.transport.calls).toHaveLength(1);
  });

  it('of another model at a cost that is not below the limit, but of the same model at any cost', async () => {
    expect(await callsToSecond(recovering([first, { ...other, facts: dear }]))).toBe(0);
    expect(await callsToSecond(recovering([first, other]))).toBe(1);
    expect(await callsToSecond(recovering([first, other], { recoveryMaxCostNanoUsd: 0n }))).toBe(0);
    const same = { ...second, id: 'second/vendor/Model', model: 'vendor/Model', facts: dear };
    expect(await callsToSecond(recovering([first, same], { recoveryMaxCostNanoUsd: 0n }))).toBe(1);
  });

  it('of another model before one that serves the same', async () => {
    const gateway = recovering([first, other, third]);
    gateway.transport.script('third.test', streamedAnswer('Half', ' done'));
    expect(await callsToSecond(gateway)).toBe(0);
    expect(gateway.transport.callsTo('third.test')).toHaveLength(1);
  });

  it('once a pair has disagreed nine times of ten', async () => {
    const gateway = recovering();
    gateway.transport.script('first.test', half);
    gateway.transport.script('second.test', streamedAnswer('Half'), streamedAnswer('Whole'));
    for (let request = 0; request < 12; request += 1) await readReply(await gateway.call(streamed));
    expect(gateway.transport.callsTo('second.test')).toHaveLength(10);
  });

  it('when the time for the whole request is over', async () => {
    const timeouts = { connectMs: 1, firstTokenMs: 10_000, idleMs: 15_000, responseMs: 1, totalMs: 12_000 };
    const gateway = recovering([first, second], { timeouts });
    gateway.transport.script('first.test', {
      ...streamHead,
      body: [{ send: text('a') }, { waitMs: 99_000 }],
    });
    gateway.transport.script('second.test', streamedAnswer('ab'));
    const sse = readReply(await gateway.call(streamed));
    await gateway.clock.advance(12_000);
    expect(await sse).toContain('whole request was over');
    expect(gateway.transport.calls).toHaveLength(1);
  });
});
