import { describe, expect, it } from 'vitest';
import { UpstreamError } from '../../errors.ts';
import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import { encode, hi } from '../testing/anthropic-request.ts';

const conversation = (...messages: ChatCompletionRequest['messages']) => encode({ messages });
const user = (...content: object[]) =>
  conversation({ role: 'user', content } as ChatCompletionRequest['messages'][number]).messages[0]?.content;

describe('messages', () => {
  it('puts instructions on top in their order and leaves empty text out', () => {
    const { system, messages } = conversation(
      { role: 'system', content: 'One.' },
      { role: 'user', content: 'Hi' },
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'Two.' },
          { type: 'text', text: '' },
        ],
      },
    );
    expect(system).toEqual([
      { type: 'text', text: 'One.' },
      { type: 'text', text: 'Two.' },
    ]);
    expect(messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }]);
  });

  it('makes instructions alone a user turn, which Anthropic wants', () => {
    const body = conversation({ role: 'system', content: 'Write a poem.' });
    expect(body).not.toHaveProperty('system');
    expect(body.messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Write a poem.' }] }]);
  });

  it('merges all results of a turn with what the user says next, results first', () => {
    const call = (id: string, args: string) => ({
      id,
      type: 'function' as const,
      function: { name: 'f', arguments: args },
    });
    const { messages } = conversation(
      { role: 'user', content: 'Go' },
      {
        role: 'assistant',
        content: 'Looking.',
        tool_calls: [call('functions.f:0', '{"a":1}'), call('c2', '')],
      },
      { role: 'tool', tool_call_id: 'functions.f:0', content: 'sunny' },
      { role: 'tool', tool_call_id: 'c2', content: [{ type: 'text', text: 'rainy' }] },
      { role: 'user', content: 'And?' },
    );
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(messages[1]?.content).toEqual([
      { type: 'text', text: 'Looking.' },
      { type: 'tool_use', id: 'functions_f_0', name: 'f', input: { a: 1 } },
      { type: 'tool_use', id: 'c2', name: 'f', input: {} },
    ]);
    expect(messages[2]?.content).toEqual([
      { type: 'tool_result', tool_use_id: 'functions_f_0', content: 'sunny' },
      { type: 'tool_result', tool_use_id: 'c2', content: [{ type: 'text', text: 'rainy' }] },
      { type: 'text', text: 'And?' },
    ]);
  });

  it('gives thinking back unchanged and before all else', () => {
    const thinking_blocks = [
      { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
      { type: 'redacted_thinking', data: 'xx' },
    ];
    const { messages } = conversation(...hi, { role: 'assistant', content: 'So.', thinking_blocks }, ...hi);
    expect(messages[1]?.content).toEqual([...thinking_blocks, { type: 'text', text: 'So.' }]);
  });

  it('trims a prefill at its end', () => {
    expect(conversation(...hi, { role: 'assistant', content: 'It is \n' }).messages[1]?.content).toEqual([
      { type: 'text', text: 'It is' },
    ]);
    expect(conversation(...hi, { role: 'assistant', content: '  ' }).messages).toHaveLength(1);
  });

  it('takes images from data and from the web', () => {
    expect(
      user(
        { type: 'image_url', image_url: { url: 'data:image/jpg;base64,AAAA', detail: 'high' } },
        { type: 'image_url', image_url: { url: 'https://a.test/b.png' } },
      ),
    ).toEqual([
      { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' } },
      { type: 'image', source: { type: 'url', url: 'https://a.test/b.png' } },
    ]);
  });

  it('takes PDF and plain text files', () => {
    expect(
      user(
        { type: 'file', file: { file_data: 'data:application/pdf;base64,JVBE', filename: 'a.pdf' } },
        { type: 'file', file: { file_data: 'JVBE', filename: 'b.PDF' } },
        { type: 'file', file: { file_data: `data:text/plain;base64,${btoa('hello')}` } },
      ),
    ).toEqual([
      {
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' },
        title: 'a.pdf',
      },
      {
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' },
        title: 'b.PDF',
      },
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'hello' } },
    ]);
  });

  it('passes marks for the prompt cache on', () => {
    const cache_control = { type: 'ephemeral', ttl: '1h' };
    expect(user({ type: 'text', text: 'Long.', cache_control })).toEqual([
      { type: 'text', text: 'Long.', cache_control },
    ]);
  });

  it.each([
    [
      { type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } },
      'messages[0].content[0].input_audio',
    ],
    [
      { type: 'image_url', image_url: { url: 'data:image/tiff;base64,AA' } },
      'messages[0].content[0].image_url.url',
    ],
    [{ type: 'image_url', image_url: { url: 'ftp://a.test/b.png' } }, 'messages[0].content[0].image_url.url'],
    [{ type: 'file', file: { file_id: 'file-1' } }, 'messages[0].content[0].file'],
    [
      { type: 'file', file: { file_data: 'data:video/mp4;base64,AA' } },
      'messages[0].content[0].file.file_data',
    ],
  ])('refuses %j and names it', (part, param) => {
    expect(() => user(part)).toThrow(
      expect.objectContaining({ kind: 'invalid_request', body: expect.objectContaining({ param }) }),
    );
  });
});

describe('refusals', () => {
  it.each<[Partial<ChatCompletionRequest>, string]>([
    [{ n: 2 }, 'n'],
    [{ functions: [{ name: 'f' }] }, 'functions'],
    [
      {
        messages: [
          {
            role: 'assistant',
            tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '[1' } }],
          },
        ],
      },
      'messages[0].tool_calls[0].function.arguments',
    ],
  ])('refuses %j and names the field', (request, param) => {
    expect(() => encode(request)).toThrow(UpstreamError);
    expect(() => encode(request)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(param) }),
    );
  });
});
