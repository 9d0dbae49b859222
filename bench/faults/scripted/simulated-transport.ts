import { UpstreamError } from '#lib/gateway/errors.ts';
import type { Clock, Transport, TransportOptions, UpstreamResponse } from '#lib/gateway/ports.ts';
import type { Scenario } from '#lib/simulator/scenario-schema.ts';
import { scenarioSchema } from '#lib/simulator/scenario-schema.ts';
import { startScenario } from '#lib/simulator/scenario-state.ts';
import { locate } from '#lib/simulator/wire/locate.ts';
import { planCall } from '#lib/simulator/wire/plan-call.ts';
import type { Reply } from '#lib/simulator/wire/reply-head.ts';
import { playBody } from './play-body.ts';
import { pause, untilAborted } from './wait-on-clock.ts';

/** Where the scripted providers are said to listen. */
export const scriptedOrigin = 'http://simulator.test';

/** One call as a scripted provider saw it. Unix milliseconds. */
export interface ScriptedUpstream {
  readonly scenario: string;
  readonly isChat: boolean;
  readonly atMs: number;
  endedMs: number | null;
  aborted: boolean;
}

/** undici reads no more of a head than this. Bytes. */
const maxHeadBytes = 16 * 1024;

/** The simulator without a network: the same providers, the same bytes, on a hand-moved clock. */
export function createSimulatedTransport(clock: Clock, scenarios: Readonly<Record<string, Scenario>>) {
  const states = new Map(
    Object.entries(scenarios).map(([name, scenario]) => [
      name,
      startScenario(scenarioSchema.parse(scenario), clock.now()),
    ]),
  );
  const calls: ScriptedUpstream[] = [];
  let served = 0;
  const deps = {
    scenario: (name: string) => states.get(name),
    nextId: () => {
      served += 1;
      return `sim${served}`;
    },
    now: clock.now,
  };

  const transport: Transport = {
    async send(request, options) {
      const url = new URL(request.url);
      if (url.origin !== scriptedOrigin) throw refused();
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      const location = locate(url.pathname + url.search, headers);
      const text = typeof request.body === 'string' ? request.body : '';
      const arrived = { method: request.method, url: url.pathname, headers, text };
      const { act, operation } = planCall(arrived, location, deps);
      const call: ScriptedUpstream = {
        scenario: location.scenario,
        isChat: operation === 'chat',
        atMs: clock.now(),
        endedMs: null,
        aborted: false,
      };
      calls.push(call);
      options.signal.addEventListener('abort', () => {
        if (call.endedMs !== null) return;
        call.endedMs = clock.now();
        call.aborted = true;
      });
      switch (act.do) {
        case 'silence':
          return untilAborted(options.signal);
        case 'reset':
          await pause(clock, act.delayMs, options.signal);
          call.endedMs = clock.now();
          throw new UpstreamError('connection_failed', 'The connection was reset.');
        case 'reply':
          return answer(act.reply, call, options);
        default:
          return act satisfies never;
      }
    },
  };

  async function answer(
    reply: Reply,
    call: ScriptedUpstream,
    { signal }: TransportOptions,
  ): Promise<UpstreamResponse> {
    if (reply.delayMs > 0) await pause(clock, reply.delayMs, signal);
    if (reply.endlessHead?.before === '') return untilAborted(signal);
    const headers = flat(reply.headers);
    const headBytes = Object.entries(headers).reduce(
      (sum, [name, value]) => sum + name.length + value.length,
      0,
    );
    if (reply.endlessHead !== undefined || headBytes > maxHeadBytes) {
      call.endedMs = clock.now();
      throw new UpstreamError('server_error', 'The head is larger than what is read.');
    }
    const announced = headers['content-length'];
    const length = announced === undefined ? null : Number(announced);
    const over = () => {
      call.endedMs ??= clock.now();
    };
    return { status: reply.status, headers, body: playBody(reply.steps, { clock, signal, length, over }) };
  }

  return { transport, calls };
}

const refused = () => new UpstreamError('connection_failed', 'The connection was refused.');

function flat(headers: Reply['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
