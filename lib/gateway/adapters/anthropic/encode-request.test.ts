import { describe, expect, it } from 'vitest';
import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import { anthropic } from '../anthropic.ts';
import { encode, hi } from '../testing/anthropic-request.ts';

describe('limits and sampling', () => {
  it.each<[Partial<ChatCompletionRequest>, number | null, number]>([
    [{ max_completion_tokens: 5, max_tokens: 9 }, null, 5],
    [{ max_tokens: 9 }, null, 9],
    [{ max_tokens: 0 }, null, 0],
    [{ max_tokens: 200_000 }, 8_192, 8_192],
    [{ stream: true }, null, 128_000],
    [{ stream: true }, 8_192, 8_192],
    [{}, null, 21_333],
    [{}, 8_192, 8_192],
  ])('always sends max_tokens: %j with a limit of %j gives %d', (request, limit, expected) => {
    expect(encode(request, 'claude-sonnet-4-6', limit).max_tokens).toBe(expected);
  });

  it('clamps the temperature and sends only one of temperature and top_p', () => {
    expect(encode({ temperature: 1.7, top_p: 0.5 })).toMatchObject({ temperature: 1 });
    expect(encode({ temperature: 1.7, top_p: 0.5 })).not.toHaveProperty('top_p');
    expect(encode({ top_p: 0.5, top_k: 3 })).toMatchObject({ top_p: 0.5, top_k: 3 });
  });

  it.each(['claude-opus-4-7', 'claude-sonnet-5', 'claude-new-9'])('sends no sampling to %s', (model) => {
    const body = encode({ temperature: 1, top_p: 1, top_k: 1 }, model);
    expect(Object.keys(body).filter((field) => /^t/.test(field))).toEqual([]);
  });

  it('drops what an answer can do without, and translates the rest', () => {
    const body = encode({
      stop: ['END', ' \n'],
      user: 'u1',
      service_tier: 'flex',
      seed: 1,
      presence_penalty: 1,
      frequency_penalty: 1,
      metadata: { a: 'b' },
      logit_bias: {},
      n: 1,
      stream_options: { include_usage: true },
    });
    expect(body).toEqual({
      model: 'claude-sonnet-4-6',
      max_tokens: 21_333,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      stop_sequences: ['END'],
      metadata: { user_id: 'u1' },
      service_tier: 'standard_only',
    });
    expect(encode({ stop: 'END' }).stop_sequences).toEqual(['END']);
    expect(encode({ stop: ' ' })).not.toHaveProperty('stop_sequences');
  });
});

it('sends the key and the version as Anthropic wants them', () => {
  const { url, headers } = anthropic.encodeRequest({
    baseUrl: 'https://api.anthropic.com/v1',
    secret: 'sk-ant-x',
    model: 'claude-sonnet-4-6',
    maxOutputTokens: null,
    request: { model: 'chat', messages: hi, stream: true },
  });
  expect(url).toBe('https://api.anthropic.com/v1/messages');
  expect(headers).toEqual({
    'x-api-key': 'sk-ant-x',
    'anthropic-version': '2023-06-01',
    'content-type': 'application/json',
    accept: 'text/event-stream',
  });
});
