import { describe, expect, it } from 'vitest';
import { send } from '../../testing/send.ts';
import { mistralId } from './call-ids.ts';

describe('what Mistral is sent', () => {
  it('is the seed by its own name, a temperature of at most 1, no stream options', () => {
    const sent = send('mistral', { seed: 7, temperature: 1.7, stream: true });
    expect(sent).toMatchObject({ random_seed: 7, temperature: 1, stream: true });
    expect(sent).not.toHaveProperty('seed');
    expect(sent).not.toHaveProperty('stream_options');
  });

  it('is an id of its form for calls that other providers made, the same for call and result', () => {
    const id = 'toolu_01A09q90qw90lq917835lq9';
    const sent = send('mistral', {
      messages: [
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id, type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: id, content: 'sunny' },
      ],
    });
    const [, calling, result] = sent.messages;
    expect(calling).toMatchObject({ tool_calls: [{ id: result?.tool_call_id }] });
    expect(result?.tool_call_id).toMatch(/^[a-zA-Z0-9]{9}$/);
  });

  it('is of an earlier answer only what it knows, whoever gave it', () => {
    const sent = send('mistral', {
      messages: [
        { role: 'user', content: 'Hi', name: 'Ann' },
        {
          role: 'assistant',
          content: null,
          refusal: null,
          reasoning_content: 'Hm.',
          thinking_blocks: [{ type: 'thinking' }],
          tool_calls: [
            {
              id: 'abcdefghi',
              type: 'function',
              function: { name: 'f', arguments: '{}' },
              extra_content: { a: 1 },
            },
          ],
        },
        { role: 'tool', tool_call_id: 'abcdefghi', content: 'sunny' },
      ],
    });
    expect(sent.messages).toEqual([
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'abcdefghi', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'abcdefghi', content: 'sunny' },
    ]);
  });

  it('is documents and sound in its own words', () => {
    const sent = send('mistral', {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Read' },
            { type: 'file', file: { file_data: 'data:application/pdf;base64,QQ==', filename: 'a.pdf' } },
            { type: 'file', file: { file_data: 'QQ==' } },
            { type: 'file', file: { file_id: 'f-1' } },
            { type: 'input_audio', input_audio: { data: 'QQ==', format: 'mp3' } },
          ],
        },
      ],
    });
    const url = 'data:application/pdf;base64,QQ==';
    expect(sent.messages[0]?.content).toEqual([
      { type: 'text', text: 'Read' },
      { type: 'document_url', document_url: url, document_name: 'a.pdf' },
      { type: 'document_url', document_url: url },
      { type: 'file', file_id: 'f-1' },
      { type: 'input_audio', input_audio: 'QQ==' },
    ]);
  });

  it('is its own ids as they are, and others that differ from each other', () => {
    expect(mistralId('D681PevKs')).toBe('D681PevKs');
    expect(mistralId('call-1234_5')).toBe('call12345');
    const made = new Set(Array.from({ length: 20_000 }, (_, index) => mistralId(`call_abcdef_${index}`)));
    expect(made.size).toBe(20_000);
    for (const id of made) expect(id).toMatch(/^[a-zA-Z0-9]{9}$/);
  });
});
