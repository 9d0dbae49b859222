import { describe, expect, it } from 'vitest';
import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import { encode, hi, tool } from '../testing/anthropic-request.ts';

describe('reasoning_effort', () => {
  it('becomes an effort on models that know one, without a temperature', () => {
    const body = encode({ reasoning_effort: 'minimal', temperature: 0.5 });
    expect(body).toMatchObject({
      output_config: { effort: 'low' },
      thinking: { type: 'adaptive', display: 'summarized' },
    });
    expect(body).not.toHaveProperty('temperature');
  });

  it('becomes a budget on top of the answer on older models', () => {
    const body = encode({ reasoning_effort: 'medium', max_tokens: 1_000 }, 'claude-haiku-4-5');
    expect(body).toMatchObject({ max_tokens: 9_192, thinking: { type: 'enabled', budget_tokens: 8_192 } });
  });

  it('leaves the model free to call tools, which thinking wants', () => {
    const tools = [tool('a'), tool('b')];
    const tool_choice = { type: 'function' as const, function: { name: 'b' } };
    const body = encode({ tools, tool_choice, reasoning_effort: 'low' });
    expect(body.tool_choice).toEqual({ type: 'auto' });
    expect(body.tools?.map(({ name }) => name)).toEqual(['b']);
  });

  it('never asks for more than the model can put out', () => {
    const body = encode({ reasoning_effort: 'high', max_tokens: 4_000 }, 'claude-haiku-4-5', 10_000);
    expect(body).toMatchObject({ max_tokens: 10_000, thinking: { budget_tokens: 9_999 } });
    expect(encode({ reasoning_effort: 'high' }, 'claude-haiku-4-5', 900)).not.toHaveProperty('thinking');
  });

  it.each([
    ['claude-sonnet-4-6', { type: 'disabled' }, undefined],
    ['claude-sonnet-5-5', { type: 'between_tools' }, undefined],
    ['claude-opus-5-5', undefined, { effort: 'low' }],
    ['claude-3-5-haiku-latest', undefined, undefined],
  ])('none on %s', (model, thinking, output_config) => {
    const body = encode({ reasoning_effort: 'none' }, model);
    expect(body.thinking).toEqual(thinking);
    expect(body.output_config).toEqual(output_config);
  });

  it('is silent where the caller is, and on models that do not think', () => {
    expect(encode({})).not.toHaveProperty('thinking');
    expect(encode({ reasoning_effort: 'high' }, 'claude-3-opus-20240229')).not.toHaveProperty('thinking');
  });

  it('waits for the next turn when a tool loop has lost its thinking', () => {
    const loop = (extra: object): ChatCompletionRequest['messages'] => [
      ...hi,
      {
        role: 'assistant',
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
        ...extra,
      },
      { role: 'tool', tool_call_id: 'a', content: 'ok' },
    ];
    const thinking = (extra: object) =>
      encode({ messages: loop(extra), reasoning_effort: 'low' }, 'claude-haiku-4-5').thinking?.type;
    expect(thinking({})).toBeUndefined();
    expect(thinking({ thinking_blocks: [{ type: 'thinking', thinking: 'x', signature: 'y' }] })).toBe(
      'enabled',
    );
  });
});
