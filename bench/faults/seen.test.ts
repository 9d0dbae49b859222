import { describe, expect, it } from 'vitest';
import { type RawSight, readSeen } from './seen.ts';

const headers = { 'x-understudy-request-id': 'req_1', 'content-type': 'application/json' };
const reply = (parts: Partial<RawSight>): RawSight => ({
  status: 200,
  headers,
  body: '',
  brokenBy: null,
  startedMs: 0,
  endedMs: 1,
  ...parts,
});
const stream = (...events: string[]) =>
  reply({
    headers: { ...headers, 'content-type': 'text/event-stream; charset=utf-8' },
    body: events.map((event) => `data: ${event}\n\n`).join(''),
  });
const chunk = (delta: object, finish: string | null = null) =>
  JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason: finish }] });
const error = JSON.stringify({
  error: {
    message: 'no',
    type: 't',
    param: null,
    code: 'c',
    understudy: { request_id: 'req_1', kind: 'timeout' },
  },
});
const role = chunk({ role: 'assistant', content: '' });
const word = chunk({ content: 'word' });
const finish = chunk({}, 'stop');

describe('a complete answer', () => {
  it('is a stream with one role, its text, one finish reason and [DONE]', () => {
    expect(readSeen(stream(role, word, finish, '[DONE]'))).toMatchObject({ outcome: 'answer', text: 'word' });
  });

  it.each([
    ['no end', stream(role, word, finish)],
    ['no finish reason', stream(role, word, '[DONE]')],
    ['two roles', stream(role, word, role, finish, '[DONE]')],
    ['something after the end', stream(role, word, finish, '[DONE]', word)],
    ['an event that is no JSON', stream(role, '{"id":', finish, '[DONE]')],
    ['two ids', stream(role, word.replace('"c"', '"d"'), finish, '[DONE]')],
    ['an empty body', reply({ body: '' })],
    ['a connection that broke', { ...stream(role, word, finish, '[DONE]'), brokenBy: 'reset' }],
    [
      "a provider's header",
      reply({ headers: { ...headers, location: 'http://x' }, body: error, status: 400 }),
    ],
    ['no request id', reply({ headers: {}, status: 500, body: error })],
    ['an error that is HTML', reply({ status: 502, body: '<html>' })],
    ['a 503 without retry-after', reply({ status: 503, body: error })],
    ['a provider error without our part', reply({ status: 400, body: '{"error":{"message":"x"}}' })],
  ])('is not what has %s', (_, raw) => {
    expect(readSeen(raw)).toMatchObject({ outcome: 'unclean', flaw: expect.any(String) });
  });
});

it('tells a clean error, and a stream that broke and says so', () => {
  const refused = reply({ status: 503, headers: { ...headers, 'retry-after': '3' }, body: error });
  expect(readSeen(refused)).toMatchObject({ outcome: 'error', code: 'c', kind: 'timeout' });
  expect(readSeen(stream(role, word, error))).toMatchObject({
    outcome: 'broken',
    text: 'word',
    kind: 'timeout',
  });
});
