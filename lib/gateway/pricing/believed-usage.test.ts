import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Usage } from '../schema/chat-completion.ts';
import { chatCompletionRequestSchema } from '../schema/chat-completion.ts';
import { ableModel } from '../testing/test-gateway.ts';
import { believedUsage } from './believed-usage.ts';
import { tokenBounds } from './token-bounds.ts';
import { estimatedUsage } from './token-usage.ts';

const request = chatCompletionRequestSchema.parse({
  model: 'chat',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Hello' }],
});
const facts = { ...ableModel, maxOutputTokens: null };
const plain = { ...facts, capabilities: new Set(['tools'] as const) };
const own = estimatedUsage(6, 40);
const asked = { request, target: { facts } };
const usage = (prompt: unknown, completion: unknown) =>
  ({ prompt_tokens: prompt, completion_tokens: completion, total_tokens: 0 }) as Usage;

describe('reported usage', () => {
  it.each([
    ['a negative prompt', usage(-5, 3)],
    ['a negative answer', usage(5, -3)],
    ['half a token', usage(5, 2.5)],
    ['no number', usage('many', 2)],
    ['more than any window', usage(1e18, 2)],
    ['a prompt far above its bytes', usage(20_000, 2)],
    ['an answer far above what was allowed', usage(5, 401)],
    ['a cached part that is no count', { ...usage(5, 2), prompt_tokens_details: { cached_tokens: -1 } }],
  ])('of %s is kept, flagged and not billed', (_, reported) => {
    expect(believedUsage(reported, own, asked)).toEqual({ ...own, suspect: JSON.stringify(reported) });
  });

  it('of a model that does not reason is held against what came', () => {
    const long = { request: { ...request, max_tokens: 50_000 }, target: { facts: plain } };
    expect(believedUsage(usage(5, 11_000), own, long)).toMatchObject({ output: 10, estimated: true });
    const reasoning = { ...long, target: { facts } };
    expect(believedUsage(usage(5, 11_000), own, reasoning)).toMatchObject({ output: 11_000 });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['zeros', usage(0, 0)],
    ['an empty object', {} as Usage],
  ])('of %s is estimated without suspicion', (_, reported) => {
    expect(believedUsage(reported, own, asked)).toEqual(own);
  });

  it('within its bounds is believed to the token', () => {
    const bounds = tokenBounds(request, facts);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: bounds.inputTokens }),
        fc.nat(bounds.outputTokens),
        (input, output) => {
          expect(believedUsage(usage(input, output), own, asked)).toMatchObject({
            inputUncached: input,
            output,
            estimated: false,
          });
        },
      ),
    );
  });

  it('is kept only so far', () => {
    const reported = { ...usage(-1, 1), extra: 'x'.repeat(10_000) };
    expect(believedUsage(reported, own, asked).suspect).toHaveLength(500);
  });
});
