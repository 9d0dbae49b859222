import { describe, expect, it } from 'vitest';
import { createStreamDecoder } from './decode-stream.ts';

const context = {
  request: { model: 'chat', messages: [{ role: 'user' as const, content: 'Hi' }] },
  model: 'claude-sonnet-4-6',
  nowMs: 1_000,
};

function chunksOf(...events: { type: string; [field: string]: unknown }[]) {
  const decoder = createStreamDecoder(context);
  const chunks = events.flatMap((event) =>
    decoder.decode({ event: event.type, data: JSON.stringify(event) }),
  );
  return [...chunks, ...decoder.end()];
}

const start = {
  type: 'message_start',
  message: { id: 'msg_1', model: 'm', usage: { input_tokens: 9, output_tokens: 1 } },
};
const stop = { type: 'message_stop' };
const ended = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } };

describe('createStreamDecoder', () => {
  it('gives an empty object to a tool that is called without input', () => {
    const content_block = { type: 'tool_use', id: 't', name: 'now', input: {} };
    const chunks = chunksOf(
      start,
      { type: 'content_block_start', index: 0, content_block },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
      stop,
    );
    const calls = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
    expect(calls.map((call) => call.function?.arguments)).toEqual(['', '{}']);
    expect(chunks.map(({ choices }) => choices[0]?.finish_reason)).toContain('tool_calls');
  });

  it('replaces the counts that a later event has, and keeps those that it has not', () => {
    const delta = { ...ended, usage: { output_tokens: 5, input_tokens: null, cache_read_input_tokens: 3 } };
    expect(chunksOf(start, delta, stop).at(-1)?.usage).toMatchObject({
      prompt_tokens: 12,
      completion_tokens: 5,
      prompt_tokens_details: { cached_tokens: 3 },
    });
  });

  it('sends no usage when the provider sent none, so that it can be estimated', () => {
    const chunks = chunksOf({ type: 'message_start', message: {} }, { ...ended, usage: {} }, stop);
    expect(chunks.every(({ usage }) => usage === undefined)).toBe(true);
  });

  it('finishes when the event with the reason was damaged and the stream still came to its end', () => {
    const block = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'Hi' } };
    const reasons = chunksOf(start, block, stop).map(({ choices }) => choices[0]?.finish_reason);
    expect(reasons).toEqual([null, null, 'stop', undefined]);
  });

  it('opens with the role although the first event was damaged', () => {
    const block = { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'Hi' } };
    const deltas = chunksOf(block, ended, stop).map(({ choices }) => choices[0]?.delta);
    expect(deltas.slice(0, 2)).toEqual([{ role: 'assistant', content: '' }, { content: 'Hi' }]);
  });

  it('is not complete by its finish reason alone', () => {
    expect(() => chunksOf(start, ended)).toThrow(expect.objectContaining({ kind: 'stream_interrupted' }));
  });

  it('passes by server tools and their results', () => {
    const block = {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'server_tool_use', id: 's', name: 'web' },
    };
    const delta = {
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'input_json_delta', partial_json: '{}' },
    };
    expect(chunksOf(start, block, delta, { type: 'content_block_stop', index: 0 }, ended, stop)).toHaveLength(
      3,
    );
  });
});
