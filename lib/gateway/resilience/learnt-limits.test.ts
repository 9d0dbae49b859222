import { describe, expect, it } from 'vitest';
import { type ModelFacts, type Route, routeDefaults, type Timeouts } from '../configuration.ts';
import type { BodyStep } from '../testing/scripted-transport.ts';
import {
  ableModel,
  createTestGateway,
  hello,
  readReply,
  streamHead,
  streamPieces,
  testConfiguration,
  testTarget,
  wholeAnswer,
} from '../testing/test-gateway.ts';
import { createLatencyHistory } from './latency-history.ts';
import { attemptLimits } from './learnt-limits.ts';

const { role, text, finish, done } = streamPieces;
const defaults = routeDefaults.timeouts;
const reasoner: ModelFacts = { ...ableModel, capabilities: new Set(['streaming', 'reasoning']) };

/** The limits of a target that took so long, each time. */
function limitsAfter(
  took: { times: number; ms: number; cut?: boolean },
  parts: { facts?: ModelFacts; timeouts?: Partial<Timeouts>; route?: Partial<Route>; effort?: string } = {},
): Timeouts {
  const target = {
    ...testTarget('first', parts.facts === undefined ? {} : { facts: parts.facts }),
    timeouts: parts.timeouts ?? {},
  };
  const configuration = testConfiguration([target], { route: parts.route ?? {} });
  const route = configuration.routes.get('chat');
  if (route === undefined) throw new Error('expected a route');
  const request = {
    model: 'chat',
    messages: [],
    ...(parts.effort === undefined ? {} : { reasoning_effort: parts.effort }),
  };
  const latency = createLatencyHistory(() => 0);
  const limits = () => attemptLimits({ route, target, request, latency });
  for (let time = 0; time < took.times; time += 1)
    for (const measure of ['firstToken', 'silence', 'response'] as const)
      limits()[took.cut === true ? 'wasCut' : 'took'](measure, took.ms);
  return limits().timeouts;
}

describe('the limits of an attempt', () => {
  it('are the defaults for a target that nothing is known of, or that needs less', () => {
    expect(limitsAfter({ times: 0, ms: 0 })).toEqual(defaults);
    expect(limitsAfter({ times: 9, ms: 9_000 })).toEqual(defaults);
    expect(limitsAfter({ times: 50, ms: 100 })).toEqual(defaults);
  });

  it('grow to four times what the target is known to take', () => {
    const { firstTokenMs, idleMs, responseMs, connectMs, totalMs } = limitsAfter({ times: 10, ms: 20_000 });
    for (const limit of [firstTokenMs, idleMs, responseMs]) {
      expect(limit).toBeGreaterThanOrEqual(80_000);
      expect(limit).toBeLessThan(88_000);
    }
    expect([connectMs, totalMs]).toEqual([defaults.connectMs, defaults.totalMs]);
  });

  it('stay as written where the operator wrote them, on the route or on the target', () => {
    const setTimeouts = new Set(['firstTokenMs'] as const);
    const timeouts = { ...defaults, firstTokenMs: 2_000 };
    const slow = { times: 20, ms: 20_000 };
    const limits = limitsAfter(slow, { route: { timeouts, setTimeouts }, timeouts: { responseMs: 5_000 } });
    expect([limits.firstTokenMs, limits.responseMs]).toEqual([2_000, 5_000]);
    expect(limits.idleMs).toBeGreaterThan(defaults.idleMs);
  });

  it('are a minute and more for a model that reasons, or is asked to', () => {
    const minute = { firstTokenMs: 60_000, idleMs: 60_000, responseMs: 60_000 };
    expect(limitsAfter({ times: 0, ms: 0 }, { facts: reasoner })).toMatchObject(minute);
    expect(limitsAfter({ times: 0, ms: 0 }, { effort: 'low' })).toMatchObject(minute);
    expect(limitsAfter({ times: 0, ms: 0 }, { effort: 'none' })).toEqual(defaults);
    expect(limitsAfter({ times: 20, ms: 30_000 }, { facts: reasoner }).idleMs).toBeGreaterThan(100_000);
  });

  it('never grow beyond the time of the whole request, nor beyond ten minutes', () => {
    const totalMs = 45_000;
    const route = { timeouts: { ...defaults, totalMs } };
    expect(limitsAfter({ times: 20, ms: 40_000 }, { route }).firstTokenMs).toBe(totalMs);
    const long = { timeouts: { ...defaults, totalMs: 3_600_000 } };
    expect(limitsAfter({ times: 20, ms: 500_000 }, { route: long }).firstTokenMs).toBe(600_000);
  });

  it('grow for a target that was only ever cut, but to no more than about four times the default', () => {
    const { firstTokenMs } = limitsAfter({ times: 10, ms: 10_000, cut: true });
    expect(firstTokenMs).toBeGreaterThanOrEqual(40_000);
    expect(limitsAfter({ times: 500, ms: 600_000, cut: true }).firstTokenMs).toBeLessThan(44_000);
  });
});

describe('a healthy target that is slow', () => {
  const stream = (...steps: BodyStep[]) => ({ ...streamHead, body: steps });
  const all = { send: text('Hi') + finish + done };
  const config = testConfiguration([testTarget('first'), testTarget('second')], {
    route: { numRetries: 0, streamRecovery: 'off' },
  });

  /** Answers `times` calls that take this long, one after another. */
  async function answerAll(times: number, script: object, waitMs: number, body: object = { stream: true }) {
    const gateway = createTestGateway(config);
    gateway.transport.script('first.test', script as never);
    for (let time = 0; time < times; time += 1) {
      const reply = gateway.call({ ...hello, ...body }).then(readReply);
      await gateway.clock.advance(waitMs);
      await reply;
    }
    return gateway;
  }

  it('is given more time for its first token than the default once it has shown that it answers', async () => {
    const gateway = await answerAll(10, stream({ send: role }, { waitMs: 8_000 }, all), 8_000);
    gateway.transport.script('first.test', stream({ send: role }, { waitMs: 31_000 }, all));
    const late = gateway.call({ ...hello, stream: true }).then(readReply);
    await gateway.clock.advance(31_000);
    expect(await late).toContain('[DONE]');
    expect(gateway.records.every(({ attempts }) => attempts.length === 1)).toBe(true);
  });

  it('is given more time for a whole answer', async () => {
    const slow = (delayMs: number) => ({ ...wholeAnswer('Hi'), delayMs });
    const gateway = await answerAll(10, slow(40_000), 40_000, {});
    gateway.transport.script('first.test', slow(150_000));
    const late = gateway.call(hello);
    await gateway.clock.advance(150_000);
    expect((await late).status).toBe(200);
  });

  it('may be silent for longer than the default when its streams have long silences', async () => {
    const pausing = (waitMs: number) => stream({ send: text('a') }, { waitMs }, { send: text('b') }, all);
    const gateway = await answerAll(10, pausing(12_000), 12_000);
    gateway.transport.script('first.test', pausing(45_000));
    const late = gateway.call({ ...hello, stream: true }).then(readReply);
    await gateway.clock.advance(45_000);
    expect(await late).toContain('[DONE]');
  });

  it('is reached although each of its first calls was cut', async () => {
    const slow = stream({ waitMs: 35_000 }, all);
    const gateway = createTestGateway(testConfiguration([testTarget('first')], { route: { numRetries: 0 } }));
    gateway.transport.script('first.test', slow);
    const statuses: number[] = [];
    for (let time = 0; time < 12; time += 1) {
      const reply = gateway.call({ ...hello, stream: true });
      await gateway.clock.advance(36_000);
      const { status, body } = await reply;
      statuses.push(status);
      if (!(body instanceof Uint8Array)) await readReply({ status, headers: {}, body });
    }
    expect(statuses.slice(0, 10).every((status) => status === 504)).toBe(true);
    expect(statuses.slice(10)).toEqual([200, 200]);
  });
});

describe('the silence of a stream', () => {
  const streamed = { ...hello, stream: true };

  it('is not ended by empty deltas: a provider that only keeps the connection busy is cut', async () => {
    const gateway = createTestGateway(testConfiguration([testTarget('first')]));
    const empty = Array.from({ length: 40 }, () => [{ waitMs: 1_000 }, { send: text('') }]).flat();
    gateway.transport.script('first.test', { ...streamHead, body: [{ send: text('a') }, ...empty] });
    const reply = gateway.call(streamed).then(readReply);
    await gateway.clock.advance(15_000);
    expect(await reply).toContain('stalled');
  });

  it('is not waited out after the answer is finished: a line that is kept open is closed, and the answer whole', async () => {
    const gateway = createTestGateway(testConfiguration([testTarget('first')]));
    gateway.transport.script('first.test', {
      ...streamHead,
      body: [{ send: text('All') + finish }, { waitMs: 99_000 }],
    });
    const reply = gateway.call(streamed).then(readReply);
    await gateway.clock.advance(5_000);
    expect(await reply).toBe(role + text('All') + finish + done);
    expect(gateway.transport.calls[0]?.aborted).toBe(true);
    expect(gateway.records[0]?.status).toBe('ok');
  });

  it('is not the time that a slow caller takes to read', async () => {
    const gateway = createTestGateway(testConfiguration([testTarget('first')]));
    const words = ['a', 'b', 'c'].map((word) => ({ send: text(word) }));
    gateway.transport.script('first.test', { ...streamHead, body: [...words, { send: finish + done }] });
    const { body } = await gateway.call(streamed);
    if (body instanceof Uint8Array) throw new Error('expected a stream');
    let sse = '';
    for await (const bytes of body) {
      sse += new TextDecoder().decode(bytes);
      await gateway.clock.advance(60_000);
    }
    expect(sse).toContain('[DONE]');
    expect(gateway.records[0]?.status).toBe('ok');
  });
});
