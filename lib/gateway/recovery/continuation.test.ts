import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answers as recordedAnswers, recording } from '../adapters/testing/recordings.ts';
import {
  hello,
  readReply,
  streamedAnswer,
  streamHead,
  streamPieces,
  testTarget,
} from '../testing/test-gateway.ts';
import {
  able,
  bodyOf,
  broken,
  comment,
  continuing,
  cutAfter,
  event,
  first,
  joinOf,
  second,
  streamed,
  taking,
  textOf,
} from './testing/continuing.ts';

const { role, text, finish, usage, done } = streamPieces;
const answers = (...events: string[]) => ({
  ...streamHead,
  body: [{ send: role + events.join('') + finish + usage + done }],
});

describe('a broken stream that is continued', () => {
  it('goes on from the partial answer as one answer under the first identity', async () => {
    const gateway = continuing();
    gateway.transport.script('first.test', broken('Half an', ' ans'));
    const rest = streamedAnswer('wer,', ' whole');
    const body = rest.body.map(({ send }) => ({ send: send.replace(/chatcmpl-1|model-2026/g, 'other') }));
    gateway.transport.script('second.test', { ...rest, body });
    expect(await readReply(await gateway.call(streamed))).toBe(
      role + text('Half an') + text(' ans') + comment + text('wer,') + text(' whole') + finish + done,
    );
    expect(bodyOf(gateway).messages).toEqual([
      ...hello.messages,
      { role: 'assistant', content: 'Half an ans' },
    ]);
  });

  it('is recorded as recovered, with both legs billed and the usage of the answer that the caller got', async () => {
    const { record } = await joinOf(['Half an '], [' answer']);
    expect(record).toMatchObject({
      status: 'ok',
      recovered: true,
      provider: 'second',
      usage: { inputUncached: 8, output: 7, estimated: true },
      attempts: [
        { provider: 'first', kind: 'stream_interrupted', usage: { output: 2, estimated: true } },
        { provider: 'second', kind: null, usage: { inputUncached: 10, output: 5, estimated: false } },
      ],
      failoverEvents: [{ primary: 'first/model', fallback: 'second/model', outcome: 'ok' }],
    });
    const costs = record?.attempts.map(({ costNanoUsd }) => costNanoUsd) ?? [];
    expect(costs.every((cost) => cost > 0n)).toBe(true);
    expect(record?.costNanoUsd).toBe(costs.reduce((sum, cost) => sum + cost, 0n));
  });

  it('tells the caller the tokens of its whole answer: those of the prefill are output, and the total is as counted', async () => {
    const gateway = continuing();
    gateway.transport.script('first.test', broken('Half an '));
    gateway.transport.script('second.test', streamedAnswer(' answer'));
    const asked = { ...streamed, stream_options: { include_usage: true } };
    const sse = await readReply(await gateway.call(asked));
    expect(sse).toContain('"usage":{"prompt_tokens":8,"completion_tokens":7,"total_tokens":15}');
    expect(sse.match(/"usage"/g)).toHaveLength(1);
  });

  it('asks for no more output than the caller has left, and for no thinking before it', async () => {
    const gateway = continuing([first, taking('second', able('assistant_prefill', 'reasoning'))]);
    gateway.transport.script('first.test', broken('Half of all!'));
    gateway.transport.script('second.test', streamedAnswer(' Yes'));
    await readReply(await gateway.call({ ...streamed, max_tokens: 10, reasoning_effort: 'low' }));
    expect(bodyOf(gateway)).toMatchObject({ max_tokens: 7 });
    expect(bodyOf(gateway)).not.toHaveProperty('reasoning_effort');
  });

  it('goes on from the caller’s own prefill too', async () => {
    const gateway = continuing();
    gateway.transport.script('first.test', broken(' one,'));
    gateway.transport.script('second.test', streamedAnswer(' two'));
    const messages = [...hello.messages, { role: 'assistant', content: 'I count' }];
    expect(textOf(await readReply(await gateway.call({ ...streamed, messages })))).toBe(' one, two');
    expect(bodyOf(gateway).messages).toEqual([
      ...hello.messages,
      { role: 'assistant', content: 'I count one,' },
    ]);
  });

  it('leaves the thoughts of the second leg out: the caller has the text that came of the first', async () => {
    const gateway = continuing();
    gateway.transport.script(
      'first.test',
      cutAfter(role, event({ reasoning_content: 'Hm.' }), text('The answer')),
    );
    const rest = answers(event({ reasoning_content: 'Go on?' }), text(' is 4.'));
    gateway.transport.script('second.test', rest);
    const sse = await readReply(await gateway.call(streamed));
    expect(sse).not.toContain('Go on?');
    expect(textOf(sse)).toBe('The answer is 4.');
    expect(bodyOf(gateway).messages.at(-1)).toEqual({ role: 'assistant', content: 'The answer' });
  });

  it.each([
    ['anthropic', { role: 'assistant', content: [{ type: 'text', text: 'Hallo,' }] }],
    ['mistral', { role: 'assistant', content: 'Hallo,', prefix: true }],
  ] as const)('asks %s in its own dialect', async (adapter, message) => {
    const gateway = continuing([first, testTarget('second', { facts: able('assistant_prefill'), adapter })]);
    gateway.transport.script('first.test', broken('Hallo,'));
    gateway.transport.script('second.test', {
      ...streamHead,
      body: readFileSync(recording(adapter, 'text', 'sse'), 'utf8'),
    });
    const sse = await readReply(await gateway.call(streamed));
    expect(textOf(sse)).toBe(`Hallo,${recordedAnswers.text.content}`);
    expect(bodyOf(gateway).messages.at(-1)).toEqual(message);
    expect(sse.match(/"id":"[^"]*"/g)?.every((id) => id === '"id":"chatcmpl-1"')).toBe(true);
  });

  it('may go on with a tool call', async () => {
    const gateway = continuing();
    gateway.transport.script('first.test', broken('Let me look.'));
    const call = { index: 0, id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } };
    gateway.transport.script('second.test', answers(event({ tool_calls: [call] })));
    const sse = await readReply(await gateway.call(streamed));
    expect(sse).toContain('"name":"look"');
    expect(sse).toContain('[DONE]');
  });

  it('is complete when nothing was missing but the end', async () => {
    const { text: read, whole, record } = await joinOf(['All of it.'], []);
    expect([read, whole, record?.status]).toEqual(['All of it.', true, 'ok']);
  });

  it('is continued again when the continuation breaks', async () => {
    const gateway = continuing([first, second, taking('third')]);
    gateway.transport.script('first.test', broken('One, '));
    gateway.transport.script('second.test', broken(' two,'));
    gateway.transport.script('third.test', streamedAnswer(' three'));
    const sse = await readReply(await gateway.call(streamed));
    expect(textOf(sse)).toBe('One, two, three');
    expect(sse.split(comment)).toHaveLength(3);
    const third = JSON.parse(gateway.transport.callsTo('third.test')[0]?.request.body ?? 'null');
    expect(third.messages.at(-1).content).toBe('One, two,');
    expect(gateway.records[0]?.attempts).toHaveLength(3);
  });

  it('is continued by the same model first', async () => {
    const other = { ...taking('other'), id: 'other/large', model: 'large' };
    const gateway = continuing([first, other, second]);
    gateway.transport.script('first.test', broken('Half'));
    gateway.transport.script('second.test', streamedAnswer(' done'));
    await readReply(await gateway.call(streamed));
    expect(gateway.transport.callsTo('other.test')).toHaveLength(0);
  });
});

describe('where a continuation is joined', () => {
  const long = 'The quick brown fox jumps';

  it.each([
    ['white space that was not sent is said once', ['Half an \n'], [' \nanswer'], 'Half an \nanswer'],
    ['white space may come in pieces', ['Half \n\n'], [' ', '\n', '\n', 'done'], 'Half \n\ndone'],
    ['a repeated prefill is said once', [long], [`${long} over`], `${long} over`],
    ['a prefill may be repeated in pieces', [long], ['The quick ', 'brown fox', ' jumps', '!'], `${long}!`],
    ['so may a prefill and the white space', [`${long} `], [`${long} `, 'over'], `${long} over`],
    ['what only begins like the prefill is new', [long], ['The ', 'quiet', ' end'], `${long}The quiet end`],
    ['a short beginning is not an echo', ['The ant'], ['them'], 'The antthem'],
  ])('%s', async (_, partial, rest, expected) => {
    const { text: read, whole, sse } = await joinOf(partial, rest);
    expect([read, whole]).toEqual([expected, true]);
    expect(sse.split(comment)).toHaveLength(2);
  });

  it.each([
    ['the white space that was not sent is missing', ['Half an '], ['answer']],
    ['the white space is another', ['Half\n'], [' done']],
    ['it cannot be told whether a short prefill was repeated', ['Ha!'], ['Ha!', ' Ha!']],
    ['the text is one phrase over and over', ['na na na na na na na na'], ['na na na na na na na na hey']],
    ['an echo ends half way', [long], ['The quick']],
  ])('it is not when %s: the caller keeps what came, and a typed error', async (_, partial, rest) => {
    const { text: read, whole, sse, record, gateway } = await joinOf(partial, rest);
    expect([read, whole]).toEqual([partial.join(''), false]);
    expect(sse).toContain('"code":"stream_interrupted"');
    expect(sse).not.toContain(comment);
    expect(record).toMatchObject({
      status: 'partial',
      recovered: false,
      provider: 'first',
      attempts: [
        { provider: 'first' },
        { kind: 'client_closed', message: expect.stringMatching('not agree') },
      ],
    });
    expect(gateway.core.health.breaker.circuits().get('second/model')?.state ?? 'closed').toBe('closed');
  });
});
