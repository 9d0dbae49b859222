import { describe, expect, it } from 'vitest';
import type { BuiltInScenarioName } from './built-in-scenarios.ts';
import { startSimulator } from './start-simulator.ts';
import { ask, smallestChat } from './testing/ask.ts';
import { rawCall } from './testing/raw-call.ts';
import { sharedSimulator } from './testing/shared-simulator.ts';

const simulator = sharedSimulator({ scenarios: { other: { seed: 99 }, healthy: {} } });

const contentOf = (body: string) => JSON.parse(body).choices[0].message.content;

describe('the simulator', () => {
  it.each(['openai', 'anthropic', 'gemini'] as const)(
    'finds %s with a scenario, without one and bare',
    async (dialect) => {
      const chat = smallestChat(dialect, false);
      const send = (path: string) =>
        rawCall(simulator().origin + path, { headers: chat.headers, body: JSON.stringify(chat.body) });
      for (const path of [`/healthy${chat.path}`, chat.path, chat.path.replace(`/${dialect}`, '')]) {
        expect((await send(path)).status).toBe(200);
      }
      expect(
        simulator()
          .calls()
          .map((call) => [call.scenario, call.dialect]),
      ).toEqual([
        ['healthy', dialect],
        ['default', dialect],
        ['default', dialect],
      ]);
    },
  );

  it('answers unknown scenarios and paths with a native 404', async () => {
    const lost = await ask(simulator().origin, 'nowhere', 'anthropic');
    expect([lost.status, JSON.parse(lost.body).error]).toEqual([
      404,
      { type: 'not_found_error', message: 'There is no scenario "nowhere".' },
    ]);
    for (const path of ['/', '/openai/v1/nothing', '/openai/chat/completions', '/v1', '/%ff']) {
      const reply = await rawCall(simulator().origin + path);
      expect([reply.status, typeof JSON.parse(reply.body).error.message]).toEqual([404, 'string']);
    }
  });

  it('gives the same text for the same question, whatever the dialect, and another with another seed', async () => {
    const first = await ask(simulator().origin, 'healthy', 'openai');
    const again = await ask(simulator().origin, 'healthy', 'openai');
    const gemini = await ask(simulator().origin, 'healthy', 'gemini');
    const other = await Promise.all(
      ['a', 'b', 'c'].map((question) => ask(simulator().origin, 'other', 'openai', { question })),
    );
    const same = await Promise.all(
      ['a', 'b', 'c'].map((question) => ask(simulator().origin, 'healthy', 'openai', { question })),
    );
    expect(contentOf(again.body)).toBe(contentOf(first.body));
    expect(JSON.parse(gemini.body).candidates[0].content.parts[0].text).toBe(contentOf(first.body));
    expect(other.map((one) => contentOf(one.body))).not.toEqual(same.map((one) => contentOf(one.body)));
  });

  it('answers as the scenario says', async () => {
    const answer = async (scenario: Parameters<ReturnType<typeof simulator>['setScenario']>[1]) => {
      simulator().setScenario('scripted', scenario);
      return JSON.parse((await ask(simulator().origin, 'scripted', 'openai')).body).choices[0].message;
    };
    expect((await answer({ answer: { text: 'as said' } })).content).toBe('as said');
    expect((await answer({ answer: { echo: true } })).content).toBe('Hello there');
    expect((await answer({ answer: { words: 40 } })).content.split(' ')).toHaveLength(40);
    expect((await answer({ answer: { text: '' } })).content).toBe('');
    const calls = [{ name: 'f', arguments: { a: 1 } }];
    expect((await answer({ answer: { tool_calls: calls } })).tool_calls).toMatchObject([
      { function: { name: 'f', arguments: '{"a":1}' } },
    ]);
  });

  it('starts a scenario from its beginning on reset and on replacement', async () => {
    const status = async () => (await ask(simulator().origin, 'once', 'openai')).status;
    const once = { faults: [{ when: { first_calls: 1 }, status: 500 }] };
    simulator().setScenario('once', once);
    expect([await status(), await status()]).toEqual([500, 200]);
    simulator().reset();
    expect(await status()).toBe(500);
    simulator().setScenario('once', once);
    expect(await status()).toBe(500);
  });

  it('measures times of a scenario with the clock it is given', async () => {
    let nowMs = 5_000;
    const timed = await startSimulator({
      now: () => nowMs,
      scenarios: { night: { faults: [{ when: { from_ms: 100, until_ms: 200 }, status: 500 }] } },
    });
    try {
      const statuses: (number | null)[] = [];
      for (nowMs of [5_000, 5_150, 5_250]) statuses.push((await ask(timed.origin, 'night', 'openai')).status);
      expect(statuses).toEqual([200, 500, 200]);
    } finally {
      await timed.stop();
    }
  });

  it('refuses a scenario that is not valid and a body that no provider takes', async () => {
    expect(() => simulator().setScenario('bad', { faults: [{}] })).toThrow(/does nothing/);
    const large = await ask(simulator().origin, 'healthy', 'openai', {
      question: 'x'.repeat(33 * 1024 * 1024),
    });
    expect(large.status).toBe(413);
  });

  it('stops at once though calls are open, and frees its port', async () => {
    const first = await startSimulator();
    const silent = ask(first.origin, 'silent', 'openai');
    await expect.poll(() => first.calls().length).toBe(1);
    await first.stop();
    expect((await silent).fate).toBe('ECONNRESET');
    expect(first.calls()[0]).toMatchObject({ aborted: false });
    const port = Number(new URL(first.origin).port);
    const second = await startSimulator({ port });
    await expect(startSimulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await second.stop();
  });

  it('tells its log one line per call, without secrets', async () => {
    const lines: string[] = [];
    const talking = await startSimulator({ log: (line) => lines.push(line) });
    await ask(talking.origin, 'down', 'openai');
    await rawCall(`${talking.origin}/gemini/v1beta/nothing?key=sk-secret`);
    await talking.stop();
    expect(lines).toEqual([
      expect.stringMatching(/^down openai chat sim-small 503 \d+ ms$/),
      expect.stringMatching(/^default gemini \/gemini\/v1beta\/nothing - 404 \d+ ms$/),
    ]);
  });
});

describe('the built-in scenario', () => {
  const outcomes = {
    default: [200, 'complete'],
    healthy: [200, 'complete'],
    down: [503, 'complete'],
    'rate-limited': [429, 'complete'],
    'slow-first-token': [200, 'left'],
    cut: [200, 'ECONNRESET'],
    stall: [200, 'left'],
    'error-in-stream': [200, 'complete'],
    'bad-key': [401, 'complete'],
    'out-of-quota': [429, 'complete'],
    flapping: [503, 'complete'],
    garbage: [200, 'complete'],
    html: [502, 'complete'],
    silent: [null, 'left'],
    reset: [null, 'ECONNRESET'],
    redirect: [307, 'complete'],
    'gzip-bomb': [200, 'complete'],
  } as const satisfies Record<BuiltInScenarioName, readonly [number | null, string]>;

  it.each(Object.entries(outcomes))('%s does what its name says', async (name, [status, fate]) => {
    const reply = await ask(simulator().origin, name, 'openai', {
      stream: true,
      quietMs: 40,
      ...(name === 'silent' ? { leaveAfterMs: 40 } : {}),
    });
    expect([reply.status, reply.fate]).toEqual([status, fate]);
  });

  it.each(['down', 'bad-key', 'flapping', 'html'])('%s shows in the model list too', async (name) => {
    const headers = { authorization: 'Bearer x' };
    const reply = await rawCall(`${simulator().origin}/${name}/openai/v1/models`, { headers });
    expect(reply.status).toBe(outcomes[name as 'down'][0]);
  });

  it.each(['rate-limited', 'out-of-quota', 'cut', 'stall', 'slow-first-token', 'garbage'])(
    '%s leaves the model list alone',
    async (name) => {
      const headers = { authorization: 'Bearer x' };
      expect((await rawCall(`${simulator().origin}/${name}/openai/v1/models`, { headers })).status).toBe(200);
    },
  );

  it('flapping fails three times, then succeeds three times', async () => {
    const statuses: (number | null)[] = [];
    for (let i = 0; i < 8; i += 1)
      statuses.push((await ask(simulator().origin, 'flapping', 'gemini')).status);
    expect(statuses).toEqual([503, 503, 503, 200, 200, 200, 503, 503]);
  });
});
