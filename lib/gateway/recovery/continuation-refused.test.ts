import { describe, expect, it } from 'vitest';
import { readReply, streamedAnswer, streamHead, streamPieces, testTarget } from '../testing/test-gateway.ts';
import {
  able,
  broken,
  continuing,
  cutAfter,
  event,
  first,
  second,
  streamed,
  taking,
} from './testing/continuing.ts';

const { role, text } = streamPieces;

describe('a continuation is not asked for', () => {
  async function outcome(gateway: ReturnType<typeof continuing>, body: object = {}, script = broken('Half')) {
    gateway.transport.script('first.test', script);
    gateway.transport.script('second.test', streamedAnswer(' done'));
    const sse = await readReply(await gateway.call({ ...streamed, ...body }));
    return { sse, calls: gateway.transport.callsTo('second.test').length };
  }
  const tools = [{ type: 'function', function: { name: 'look' } }];
  const call = { index: 0, id: 'c', type: 'function', function: { name: 'look', arguments: '{' } };

  it.each([
    ['is not known to take a prefill', taking('second', able())],
    ['nothing is known of', testTarget('second')],
    ['has no room for it', taking('second', { ...able('assistant_prefill'), contextWindow: 6 })],
  ])('of a target that %s', async (_, target) => {
    const { sse, calls } = await outcome(continuing([first, target]));
    expect(calls).toBe(0);
    expect(sse).toContain('"code":"stream_interrupted"');
    expect(sse).not.toContain('[DONE]');
  });

  it.each<[string, object, string[]]>([
    ['for several answers', { n: 2 }, [text('Half')]],
    ['for JSON', { response_format: { type: 'json_object' } }, [text('{"a":')]],
    ['for a forced call', { tools, tool_choice: 'required' }, [text('Half')]],
    ['after a call has begun', { tools }, [text('Half'), event({ tool_calls: [call] })]],
    ['while it only thinks', {}, [event({ reasoning_content: 'Hm' })]],
    ['after a refusal', {}, [text('Half'), event({ refusal: 'No' })]],
    ['of white space alone', {}, [text(' \n')]],
  ])('%s', async (_, body, events) => {
    const { sse, calls } = await outcome(continuing(), body, cutAfter(role, ...events));
    expect(calls).toBe(0);
    expect(sse).toContain('"code":"stream_interrupted"');
  });

  it('of another model at a cost that is not below the limit, but of the same model at any cost', async () => {
    const other = { ...second, id: 'second/other', model: 'other' };
    const route = { recoveryMaxCostNanoUsd: 0n };
    expect((await outcome(continuing([first, other], route))).calls).toBe(0);
    expect((await outcome(continuing([first, other]))).calls).toBe(1);
    expect((await outcome(continuing([first, second], route))).calls).toBe(1);
  });
});

describe('a continuation that fails', () => {
  it.each([
    ['is refused', { status: 400, body: '{"error":{"message":"prefill is not supported"}}' }],
    ['finds nobody', { status: 503, body: '{"error":{"message":"busy"}}' }],
    ['breaks before it says a word', { ...streamHead, body: [{ send: role }, { cut: true as const }] }],
  ])('because it %s leaves the first failure as it was', async (_, script) => {
    const gateway = continuing();
    gateway.transport.script('first.test', broken('Half'));
    gateway.transport.script('second.test', script);
    const sse = await readReply(await gateway.call(streamed));
    expect(sse).toContain('The connection broke before the answer was complete.');
    expect(sse).not.toContain('prefill is not supported');
    expect(gateway.records).toMatchObject([
      { status: 'partial', errorKind: 'stream_interrupted', provider: 'first', attempts: [{}, {}] },
    ]);
    expect(gateway.clock.pending()).toBe(0);
  });
});
