import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatCompletionChunk, ChunkDelta } from '../schema/chat-completion.ts';
import { type ChunkChoice, hasContent, normaliseChunk } from './chunk-content.ts';

const envelope = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm' } as const;
const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

function chunk(delta: ChunkDelta, rest: Partial<ChunkChoice> = {}): ChatCompletionChunk {
  return { ...envelope, choices: [{ index: 0, delta, finish_reason: null, ...rest }] };
}

const call = (index: number) => ({ index, id: `call_${index}`, function: { name: 'f', arguments: '{}' } });

describe('hasContent', () => {
  it.each<ChunkDelta>([
    { content: 'a' },
    { refusal: 'no' },
    { reasoning_content: 'hm' },
    { tool_calls: [call(0)] },
    { audio: { data: 'AA==' } },
    { role: 'assistant', content: 'a' },
  ])('is true for %j', (delta) => expect(hasContent(chunk(delta))).toBe(true));

  it.each<ChunkDelta>([
    {},
    { role: 'assistant' },
    { role: 'assistant', content: '', refusal: null },
    { content: null },
    { tool_calls: [], annotations: [] },
  ])('is false for %j', (delta) => expect(hasContent(chunk(delta))).toBe(false));

  it('is true for a finish reason and false for usage alone', () => {
    expect(hasContent(chunk({}, { finish_reason: 'stop' }))).toBe(true);
    expect(hasContent({ ...envelope, choices: [], usage })).toBe(false);
  });
});

describe('normaliseChunk', () => {
  it.each<ChatCompletionChunk>([
    chunk({ role: 'assistant', content: '', refusal: null }),
    { ...chunk({ content: 'a' }, { logprobs: { content: [] } }), usage: null, obfuscation: 'x' },
    chunk({ tool_calls: [call(0)] }),
    chunk({}, { finish_reason: 'stop' }),
    chunk({}),
    { ...envelope, choices: [], usage },
  ])('gives back the same object when it is canonical: %j', (canonical) => {
    const [only, ...more] = normaliseChunk(canonical);
    expect(only).toBe(canonical);
    expect(more).toEqual([]);
  });

  it('puts role, reasoning, text, calls, finish reason and usage in this order, each alone', () => {
    const coarse = chunk(
      { role: 'assistant', content: 'hi', reasoning_content: 'hm', tool_calls: [call(0), call(1)] },
      { finish_reason: 'tool_calls' },
    );
    expect(normaliseChunk({ ...coarse, usage })).toEqual([
      { ...chunk({ role: 'assistant', content: '' }), usage: null },
      { ...chunk({ reasoning_content: 'hm' }), usage: null },
      { ...chunk({ content: 'hi' }), usage: null },
      { ...chunk({ tool_calls: [call(0)] }), usage: null },
      { ...chunk({ tool_calls: [call(1)] }), usage: null },
      { ...chunk({}, { finish_reason: 'tool_calls' }), usage: null },
      { ...envelope, choices: [], usage },
    ]);
  });

  it('keeps extension fields: of the chunk on each piece, of the choice with its text', () => {
    const coarse = chunk(
      { role: 'assistant', content: 'a', annotations: [{ url: 'u' }] },
      { logprobs: { content: [1] } },
    );
    const pieces = normaliseChunk({ ...coarse, system_fingerprint: 'fp' });
    expect(pieces.every((piece) => piece.system_fingerprint === 'fp')).toBe(true);
    expect(pieces.map(({ choices }) => choices[0]?.logprobs)).toEqual([
      undefined,
      { content: [1] },
      undefined,
    ]);
    expect(pieces.map(({ choices }) => choices[0]?.delta)).toContainEqual({ annotations: [{ url: 'u' }] });
  });

  it('separates the choices of a chunk', () => {
    const [a] = chunk({ content: 'a' }).choices;
    const [b] = chunk({ content: 'b' }, { index: 1 }).choices;
    const both = { ...envelope, choices: [a, b].filter((choice) => choice !== undefined) };
    expect(normaliseChunk(both)).toEqual([chunk({ content: 'a' }), chunk({ content: 'b' }, { index: 1 })]);
  });

  it('loses nothing and is stable: what it gives is canonical', () => {
    const delta = fc.record<ChunkDelta>(
      {
        role: fc.constant('assistant' as const),
        content: fc.option(fc.string()),
        reasoning_content: fc.string(),
        tool_calls: fc.array(fc.nat(3).map(call), { maxLength: 3 }),
        extension: fc.option(fc.string()),
      },
      { requiredKeys: [] },
    );
    const choice = fc
      .tuple(delta, fc.option(fc.constantFrom('stop', 'length')))
      .map(([given, finish_reason]) => ({
        index: 0,
        delta: given,
        finish_reason,
      }));
    fc.assert(
      fc.property(fc.array(choice, { maxLength: 2 }), fc.option(fc.constant(usage)), (choices, counted) => {
        const coarse: ChatCompletionChunk = { ...envelope, choices, usage: counted };
        const pieces = normaliseChunk(coarse);
        for (const piece of pieces) expect(normaliseChunk(piece)[0]).toBe(piece);
        const deltas = pieces.flatMap((piece) => piece.choices.map((each) => each.delta));
        const text = (of: readonly ChunkDelta[]) => of.map(({ content }) => content ?? '').join('');
        expect(text(deltas)).toBe(text(choices.map((each) => each.delta)));
        expect(deltas.flatMap(({ tool_calls: calls }) => calls ?? [])).toEqual(
          choices.flatMap((each) => each.delta.tool_calls ?? []),
        );
        expect(pieces.some(hasContent)).toBe(hasContent(coarse));
      }),
    );
  });
});
