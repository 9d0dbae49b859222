import { describe, expect, it } from 'vitest';
import { dialectIds } from './scenario/names.ts';
import type { Scenario } from './scenario-schema.ts';
import { ask } from './testing/ask.ts';
import { sharedSimulator } from './testing/shared-simulator.ts';

const simulator = sharedSimulator();

const sixWords: Scenario['answer'] = { text: 'one two three four five six' };
const words = /one |two |three |four |five |six/g;
const endMark = { openai: '[DONE]', anthropic: 'message_stop', gemini: '"finishReason"' };
const finish = { openai: '"finish_reason":"stop"', anthropic: '"end_turn"', gemini: '"finishReason"' };

type FaultInput = NonNullable<Scenario['faults']>[number];

function script(...faults: FaultInput[]): string {
  simulator().setScenario('scripted', { answer: sixWords, faults });
  return 'scripted';
}

const lastCall = () => simulator().calls().at(-1);

describe.each(dialectIds)('a streamed %s answer', (dialect) => {
  const stream = (fault: FaultInput) =>
    ask(simulator().origin, script(fault), dialect, { stream: true, quietMs: 50 });

  it('is cut: the words before it arrive, the connection ends without an end', async () => {
    const reply = await stream({ cut_after_tokens: 3 });
    expect(reply.status).toBe(200);
    expect(reply.body.match(words)).toEqual(['one ', 'two ', 'three ']);
    expect(reply.fate).toBe('ECONNRESET');
    expect(lastCall()).toMatchObject({ aborted: false, status: 200, fault: 0 });
  });

  it('is cut before the first word: the head arrives', async () => {
    const reply = await stream({ cut_after_tokens: 0 });
    expect([reply.status, reply.fate]).toEqual([200, 'ECONNRESET']);
    expect(reply.body.match(words)).toBeNull();
  });

  it('ends cleanly without finish and end mark', async () => {
    const reply = await stream({ end_after_tokens: 3 });
    expect(reply.body.match(words)).toHaveLength(3);
    expect(reply.body).not.toContain(endMark[dialect]);
    expect(reply.body).not.toContain(finish[dialect]);
    expect(reply.fate).toBe('complete');
  });

  it('lacks nothing but its end mark when it ends after its last word', async () => {
    const reply = await stream({ end_after_tokens: 6 });
    expect(reply.body.match(words)).toHaveLength(6);
    expect(reply.body).not.toContain(endMark[dialect]);
    expect(reply.body.includes(finish[dialect])).toBe(dialect !== 'gemini');
  });

  it('stalls with the connection open until the client leaves', async () => {
    const reply = await stream({ stall_after_tokens: 2 });
    expect(reply.body.match(words)).toEqual(['one ', 'two ']);
    expect(reply.fate).toBe('left');
    await expect.poll(lastCall).toMatchObject({ aborted: true, status: 200, finishedAt: expect.any(Number) });
  });

  it('goes on after a malformed event', async () => {
    const reply = await stream({ malformed_event_after_tokens: 2 });
    const events = reply.body.split(/\r?\n\r?\n/).flatMap((event) => /^data: (.*)$/m.exec(event)?.[1] ?? []);
    const broken = events.filter((data) => data !== '[DONE]' && !isJson(data));
    expect(broken).toHaveLength(1);
    expect(
      events
        .slice(0, events.indexOf(broken[0] ?? ''))
        .join('')
        .match(words),
    ).toEqual(['one ', 'two ']);
    expect(reply.body.match(words)).toHaveLength(6);
    expect(reply.body).toContain(endMark[dialect]);
  });

  it('carries a native error inside and then ends', async () => {
    const reply = await stream({ error: 'server_error', error_event_after_tokens: 1 });
    const marks = { openai: '"type":"server_error"', anthropic: 'event: error', gemini: '"INTERNAL"' };
    expect(reply.status).toBe(200);
    expect(reply.body.match(words)).toEqual(['one ']);
    expect(reply.body).toContain(marks[dialect]);
    expect(reply.body).not.toContain(endMark[dialect]);
    expect(reply.fate).toBe('complete');
  });

  it('leaves word by word when it is paced, the first one after its own delay', async () => {
    const startedMs = performance.now();
    const reply = await stream({ delay_first_token_ms: 20, token_interval_ms: 8 });
    expect(performance.now() - startedMs).toBeGreaterThan(20 + 5 * 8 - 6);
    expect(reply.pieces.filter((piece) => piece.match(words)).length).toBeGreaterThan(3);
    expect(reply.body.match(words)).toHaveLength(6);
    expect(reply.fate).toBe('complete');
  });

  it('leaves in one piece when it is not paced', async () => {
    const reply = await stream({ headers: { 'x-any': 'thing' } });
    expect(reply.pieces).toHaveLength(1);
    expect(reply.headers['x-any']).toBe('thing');
    expect(reply.headers['content-type']).toContain('text/event-stream');
  });
});

describe.each(dialectIds)('a whole %s answer', (dialect) => {
  const whole = (fault: FaultInput) => ask(simulator().origin, script(fault), dialect, { quietMs: 50 });

  it('is cut or stalls short of the length it announced', async () => {
    const cut = await whole({ cut_after_tokens: 3 });
    expect(cut.fate).toBe('ECONNRESET');
    expect(cut.body.length).toBeGreaterThan(0);
    expect(cut.body.length).toBeLessThan(Number(cut.headers['content-length']));
    const stalled = await whole({ stall_after_tokens: 3 });
    expect([stalled.fate, stalled.body]).toEqual(['left', expect.stringMatching(/^\{/)]);
  });

  it('is no JSON when it ends early or is malformed, though HTTP is content', async () => {
    for (const fault of [{ end_after_tokens: 6 }, { malformed_event_after_tokens: 3 }]) {
      const reply = await whole(fault);
      expect([reply.status, reply.fate, isJson(reply.body)]).toEqual([200, 'complete', false]);
    }
  });

  it('is an error inside a 200', async () => {
    const reply = await whole({ error_event_after_tokens: 3 });
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.body)).toHaveProperty('error');
  });

  it('comes only when all of its words would have', async () => {
    const startedMs = performance.now();
    const reply = await whole({ delay_first_token_ms: 10, token_interval_ms: 5 });
    expect(performance.now() - startedMs).toBeGreaterThan(30);
    expect(reply.pieces).toHaveLength(1);
  });
});

describe('before any answer', () => {
  const chat = (fault: FaultInput, leaveAfterMs = 5_000) =>
    ask(simulator().origin, script(fault), 'openai', { leaveAfterMs });

  it('resets the connection', async () => {
    expect(await chat({ reset: true })).toMatchObject({ status: null, fate: 'ECONNRESET', body: '' });
    expect(lastCall()).toMatchObject({ aborted: false, status: null });
  });

  it('resets it after a delay', async () => {
    const startedMs = performance.now();
    expect(await chat({ reset: true, delay_headers_ms: 20 })).toMatchObject({
      status: null,
      fate: 'ECONNRESET',
    });
    expect(performance.now() - startedMs).toBeGreaterThan(18);
  });

  it('keeps silent', async () => {
    expect(await chat({ silence: true }, 40)).toMatchObject({ status: null, fate: 'left' });
    await expect.poll(lastCall).toMatchObject({ aborted: true, status: null });
  });

  it('waits with the head', async () => {
    const startedMs = performance.now();
    expect((await chat({ delay_headers_ms: 25 })).status).toBe(200);
    expect(performance.now() - startedMs).toBeGreaterThan(23);
    expect(await chat({ delay_headers_ms: 3_000 }, 10)).toMatchObject({ status: null, fate: 'left' });
  });

  it.each(['', '<html>no</html>', '\u0001{"choices'])('sends the body %j as it is', async (body) => {
    const reply = await chat({ status: 502, body, content_type: 'text/html' });
    expect(reply).toMatchObject({ status: 502, body, fate: 'complete' });
    expect(reply.headers['content-type']).toBe('text/html');
  });

  it('sends an error body of its own and takes headers away', async () => {
    const own = await chat({ status: 418, error: { teapot: true }, headers: { 'X-Request-Id': null } });
    expect([own.status, JSON.parse(own.body)]).toEqual([418, { teapot: true }]);
    expect(own.headers).not.toHaveProperty('x-request-id');
    expect((await chat({ error: 'rate_limited' })).headers['retry-after']).toBe('1');
    expect((await chat({ error: 'rate_limited', retry_after_s: 0.5 })).headers['retry-after']).toBe('0.5');
    const unnamed = await chat({ error: 'rate_limited', headers: { 'retry-after': null } });
    expect(unnamed.headers).not.toHaveProperty('retry-after');
  });

  it('promises more bytes than it sends, or fewer', async () => {
    const more = await chat({ wrong_content_length: 16 });
    expect(more.fate).toBe('ECONNRESET');
    expect(Number(more.headers['content-length'])).toBe(Buffer.byteLength(more.body) + 16);
    const fewer = await chat({ wrong_content_length: -10 });
    expect([fewer.status, fewer.fate]).toEqual([200, expect.stringMatching(/^HPE_/)]);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
