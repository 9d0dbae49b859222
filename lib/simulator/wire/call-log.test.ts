import { describe, expect, it } from 'vitest';
import { startSimulator } from '../start-simulator.ts';
import { ask } from '../testing/ask.ts';
import { rawCall } from '../testing/raw-call.ts';
import { sharedSimulator } from '../testing/shared-simulator.ts';

const simulator = sharedSimulator();
const calls = () => simulator().calls();

describe('the log of calls', () => {
  it('says what was asked and how it went', async () => {
    await ask(simulator().origin, 'down', 'anthropic', { stream: true });
    expect(calls()).toMatchObject([
      {
        method: 'POST',
        path: '/down/anthropic/v1/messages',
        scenario: 'down',
        dialect: 'anthropic',
        operation: 'chat',
        model: 'sim-small',
        stream: true,
        body: { max_tokens: 500, messages: [{ role: 'user', content: 'Hello there' }] },
        fault: 0,
        status: 503,
        aborted: false,
        abortedAfterMs: null,
      },
    ]);
    const [call] = calls();
    expect(call?.finishedAt).toBeGreaterThanOrEqual(call?.at ?? Number.POSITIVE_INFINITY);
  });

  it('sees when the client leaves', async () => {
    const reply = await ask(simulator().origin, 'silent', 'openai', { leaveAfterMs: 30 });
    expect(reply.fate).toBe('left');
    await expect.poll(() => calls()[0]?.aborted).toBe(true);
    const { at = 0, finishedAt, abortedAfterMs } = calls()[0] ?? {};
    expect(abortedAfterMs).toBeGreaterThan(0);
    expect(Math.abs((finishedAt ?? 0) - at - (abortedAfterMs ?? 0))).toBeLessThan(50);
  });

  it('sees a client leave that never finished its request', async () => {
    const chat = rawCall(`${simulator().origin}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-length': '1000' },
      body: '{"model":',
      leaveAfterMs: 20,
    });
    expect((await chat).fate).toBe('left');
    await expect.poll(() => calls()[0]).toMatchObject({ aborted: true, status: null, operation: null });
  });

  it('shows an open call as open', async () => {
    const silent = ask(simulator().origin, 'silent', 'openai', { leaveAfterMs: 60 });
    await expect.poll(() => calls().length).toBe(1);
    expect(calls()[0]).toMatchObject({ finishedAt: null, aborted: false });
    await silent;
  });

  it('never shows a credential', async () => {
    const secret = 'sk-verysecret-abcd';
    await ask(simulator().origin, 'healthy', 'openai', { headers: { authorization: `Bearer ${secret}` } });
    await ask(simulator().origin, 'healthy', 'anthropic', { headers: { 'x-api-key': secret } });
    await ask(simulator().origin, 'healthy', 'gemini', { headers: { 'x-goog-api-key': secret } });
    await rawCall(`${simulator().origin}/gemini/v1beta/models?pageSize=1&key=${secret}`);
    expect(calls().map((call) => call.status)).toEqual([200, 200, 200, 200]);
    expect(JSON.stringify(calls())).not.toContain('verysecret');
    expect(calls()[0]?.headers.authorization).toBe('Bearer ***abcd');
    expect(calls()[3]?.path).toBe('/gemini/v1beta/models?pageSize=1&key=***abcd');
  });

  it('forgets on reset', async () => {
    await ask(simulator().origin, 'healthy', 'openai');
    simulator().reset();
    expect(calls()).toEqual([]);
  });

  it('keeps the newest calls only, and drops bodies before it takes much memory', async () => {
    const small = await startSimulator({ maxCalls: 3 });
    try {
      for (const question of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
        await ask(small.origin, 'down', 'openai', { question });
      expect(small.calls().map((call) => JSON.stringify(call.body).match(/"content":"(.)"/)?.[1])).toEqual([
        'f',
        'g',
        'h',
      ]);
      const question = 'x'.repeat(9 * 1024 * 1024);
      await ask(small.origin, 'down', 'openai', { question });
      await ask(small.origin, 'down', 'openai', { question });
      expect(small.calls().map((call) => call.body === null)).toEqual([true, true, false]);
    } finally {
      await small.stop();
    }
  });
});
