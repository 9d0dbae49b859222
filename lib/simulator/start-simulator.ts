import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { builtInScenarios } from './built-in-scenarios.ts';
import { type Scenario, scenarioNameSchema, scenarioSchema } from './scenario-schema.ts';
import { type ScenarioState, startScenario } from './scenario-state.ts';
import { createCallLog, type OpenCall, type SimulatedCall } from './wire/call-log.ts';
import type { Exchange } from './wire/exchange.ts';
import { defaultScenario } from './wire/locate.ts';
import { type ServeDeps, serveCall } from './wire/serve-call.ts';

export type { SimulatedCall } from './wire/call-log.ts';

export interface SimulatorOptions {
  /** 127.0.0.1 unless set. */
  readonly host?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Beside the built-in ones, or instead of one of the same name. */
  readonly scenarios?: Readonly<Record<string, Scenario>>;
  /** Unix milliseconds; what `from_ms` and `until_ms` are measured with. */
  readonly now?: () => number;
  /** Told one line per finished call. */
  readonly log?: (line: string) => void;
  /** How many calls are remembered. */
  readonly maxCalls?: number;
}

export interface Simulator {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly origin: string;
  /** What reached it since start or reset, oldest first, at most `maxCalls`. */
  calls(): SimulatedCall[];
  /** How many calls for answers each scenario got since start or reset, however many the log keeps. */
  answersAsked(): ReadonlyMap<string, number>;
  /** Forgets the calls and starts every scenario from its beginning. */
  reset(): void;
  /** Adds or replaces a scenario, from its beginning. @throws ZodError */
  setScenario(name: string, scenario: Scenario): void;
  /** Breaks open connections and frees the port. */
  stop(): Promise<void>;
}

const defaultMaxCalls = 2_000;
/** Longer than the clients of a connection pool keep it: the server is never the one to close an idle one first. */
const keepAliveMs = 120_000;

/** Starts a provider that fails on command. @throws when the port is taken, ZodError when a scenario is not valid. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const now = options.now ?? Date.now;
  const states = new Map<string, ScenarioState>();
  const setScenario = (name: string, scenario: Scenario) => {
    states.set(scenarioNameSchema.parse(name), startScenario(scenarioSchema.parse(scenario), now()));
  };
  for (const [name, scenario] of Object.entries({ ...builtInScenarios, ...options.scenarios })) {
    setScenario(name, scenario);
  }

  const calls = createCallLog(options.maxCalls ?? defaultMaxCalls);
  const open = new Set<Exchange>();
  const asked = new Map<string, number>();
  let served = 0;
  const deps: ServeDeps = {
    scenario: (name) => states.get(name),
    keepBody: (exchange, body, bytes) => calls.keepBody(exchange.call, body, bytes),
    nextId: () => {
      served += 1;
      return `sim${served.toString(36).padStart(9, '0')}`;
    },
    now,
    noteAnswerAsked: (scenario) => void asked.set(scenario, (asked.get(scenario) ?? 0) + 1),
    logError: (error) => console.error('simulator:', error),
  };

  const server = createServer((request, response) => {
    const exchange: Exchange = {
      request,
      response,
      call: openCall(request, now()),
      timer: null,
      isBroken: false,
    };
    calls.add(exchange.call);
    open.add(exchange);
    response.on('close', () => {
      open.delete(exchange);
      close(exchange, response, now());
      options.log?.(writeLogLine(exchange.call));
    });
    serveCall(exchange, deps);
  });
  server.keepAliveTimeout = keepAliveMs;
  const origin = await listen(server, options.host ?? '127.0.0.1', options.port ?? 0);

  return {
    origin,
    calls: () => calls.list(),
    answersAsked: () => asked,
    reset() {
      calls.clear();
      asked.clear();
      for (const [name, state] of states) states.set(name, startScenario(state.scenario, now()));
    },
    setScenario,
    async stop() {
      for (const exchange of open) exchange.isBroken = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      const actual = typeof address === 'object' && address !== null ? address.port : port;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${actual}`);
    });
  });
}

function openCall(request: IncomingMessage, at: number): OpenCall {
  return {
    at,
    startedMs: performance.now(),
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    rawHeaders: request.rawHeaders,
    scenario: defaultScenario,
    dialect: null,
    operation: null,
    model: null,
    stream: false,
    body: null,
    bodyBytes: 0,
    isLogged: false,
    fault: null,
    abortedAfterMs: null,
    finishedAt: null,
    status: null,
  };
}

/** The response is over: complete, broken by a fault, or left by the client. */
function close(exchange: Exchange, response: ServerResponse, atMs: number): void {
  if (exchange.timer !== null) clearTimeout(exchange.timer);
  const { call } = exchange;
  call.finishedAt = atMs;
  const isComplete = response.writableFinished || exchange.isBroken;
  if (!isComplete) call.abortedAfterMs = performance.now() - call.startedMs;
}

function writeLogLine(call: OpenCall): string {
  // Without its query, which may hold a key.
  const asked = call.operation ?? call.url.split('?')[0];
  const what = `${call.scenario} ${call.dialect ?? '-'} ${asked} ${call.model ?? '-'}`;
  const fate = call.abortedAfterMs === null ? '' : ' client left';
  return `${what} ${call.status ?? 'no reply'}${fate} ${Math.round(performance.now() - call.startedMs)} ms`;
}
