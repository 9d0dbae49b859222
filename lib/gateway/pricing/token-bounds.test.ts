import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chatCompletionRequestSchema } from '../schema/chat-completion.ts';
import { ableModel } from '../testing/test-gateway.ts';
import { tokenBounds } from './token-bounds.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text).length;
const boundsOf = (body: object, facts: Partial<typeof ableModel> = {}) =>
  tokenBounds(
    chatCompletionRequestSchema.parse({
      model: 'chat',
      messages: [{ role: 'user', content: 'Hello' }],
      ...body,
    }),
    { ...ableModel, ...facts },
  );
const part = (value: object) => ({ messages: [{ role: 'user', content: [value] }] });

describe('the bound of a prompt', () => {
  it('is never below the bytes of what was said, wherever it stands', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(text, text, text, (said, asked, extra) => {
        const { inputTokens } = boundsOf({
          messages: [
            { role: 'system', content: asked },
            { role: 'user', content: [{ type: 'text', text: said }], name: extra },
            {
              role: 'assistant',
              tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: said } }],
            },
            { role: 'tool', tool_call_id: 'c', content: extra },
          ],
          tools: [{ type: 'function', function: { name: 'f', description: extra } }],
          nobody_knows: { this: asked },
        });
        expect(inputTokens).toBeGreaterThanOrEqual(
          2 * bytesOf(said) + 2 * bytesOf(asked) + 3 * bytesOf(extra),
        );
      }),
    );
  });

  it('holds for texts of any length, whatever is in them', () => {
    for (const unit of ['a', 'ä', '語', '😀', '\ud800'])
      for (const length of [8_191, 8_192, 8_193, 50_001]) {
        const content = unit.repeat(length);
        const { inputTokens } = boundsOf({ messages: [{ role: 'user', content }] });
        expect(inputTokens).toBeGreaterThanOrEqual(bytesOf(content));
        expect(inputTokens).toBeLessThan(bytesOf(content) + 300);
      }
  });

  it('stays near a short prompt: a small budget must not refuse it', () => {
    expect(boundsOf({}).inputTokens).toBeLessThan(200);
  });

  it.each([
    ['a picture', { type: 'image_url', image_url: { url: 'https://a.test/x.png' } }, 48_169],
    ['a packed file', { type: 'file', file: { file_data: 'x' } }, 128_000],
    ['a sound', { type: 'input_audio', input_audio: { data: 'A'.repeat(900), format: 'wav' } }, 900],
  ])('covers what %s may hold', (_, value, tokens) => {
    expect(boundsOf(part(value)).inputTokens).toBeGreaterThanOrEqual(tokens);
  });

  it('does not count a picture by its bytes', () => {
    const url = `data:image/png;base64,${'A'.repeat(1_000_000)}`;
    expect(boundsOf(part({ type: 'image_url', image_url: { url } })).inputTokens).toBeLessThan(100_000);
  });
});

describe('the bound of an answer', () => {
  it.each([
    ['what the caller allows', { max_tokens: 100 }, {}, 100],
    ['the larger of two limits', { max_tokens: 100, max_completion_tokens: 200 }, {}, 200],
    ['what the model can write, when less', { max_tokens: 9_000 }, {}, 4_096],
    ['what the model can write, when nothing is said', {}, {}, 4_096],
    ['what the model can write, when no limit is meant', { max_tokens: 0 }, {}, 4_096],
    ['the window, when nothing else is known', {}, { maxOutputTokens: null }, 128_000],
    ['a stated one, when nothing is known', {}, { maxOutputTokens: null, contextWindow: null }, 131_072],
    ['of every choice', { max_tokens: 100, n: 3 }, {}, 300],
    [
      'with thinking that comes on top',
      { max_tokens: 100, reasoning_effort: 'high' },
      { maxOutputTokens: null },
      32_868,
    ],
    [
      'without thinking of a model that does not',
      { max_tokens: 100, reasoning_effort: 'high' },
      { maxOutputTokens: null, capabilities: new Set(['tools'] as const) },
      100,
    ],
    ['with a prediction that may be wrong', { max_tokens: 100, prediction: 'xx' }, {}, 104],
  ])('is %s', (_, body, facts, tokens) => {
    expect(boundsOf(body, facts).outputTokens).toBe(tokens);
  });
});
