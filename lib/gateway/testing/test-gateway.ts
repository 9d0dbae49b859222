import { createSharedAccounts } from '../budgets/testing/shared-account.ts';
import {
  type Configuration,
  type Credential,
  type ModelFacts,
  type Provider,
  type Route,
  routeDefaults,
  type Target,
  type VirtualKey,
} from '../configuration.ts';
import { createGateway } from '../gateway.ts';
import type { CallBody, GatewayCall, GatewayReply } from '../gateway-call.ts';
import type { HealthEvent } from '../health-checks/health-report.ts';
import type { GatewayPorts } from '../ports.ts';
import type { RequestRecord } from '../request-record.ts';
import { createManualClock } from './manual-clock.ts';
import { createScriptedTransport } from './scripted-transport.ts';

/** A model that can do everything and costs 1 USD in, 2 USD out per million tokens. */
export const ableModel: ModelFacts = {
  known: true,
  contextWindow: 128_000,
  maxOutputTokens: 4_096,
  capabilities: null,
  price: { input: 1_000_000_000n, output: 2_000_000_000n, cachedInput: null, cacheWrite: null },
  maxParallelRequests: null,
};

/** The target `name/model` of an OpenAI-compatible provider on host `name.test`. */
export function testTarget(
  name: string,
  parts: { facts?: ModelFacts; credentials?: Credential[]; adapter?: string } = {},
): Target {
  const credentials = parts.credentials ?? [
    { id: `cred_${name}`, name: 'main', secret: `secret-of-${name}`, weight: 1, rpm: null, tpm: null },
  ];
  const provider: Provider = {
    id: `prov_${name}`,
    name,
    adapter: parts.adapter ?? 'openai-compatible',
    baseUrl: `https://${name}.test/v1`,
    allowPrivateNetwork: false,
    simulated: false,
    credentials,
  };
  return { id: `${name}/model`, provider, model: 'model', facts: parts.facts ?? ableModel, timeouts: {} };
}

/** A configuration with one route `chat` over these targets and one key whose secret is `good-key`. */
export function testConfiguration(
  targets: readonly Target[],
  overrides: { route?: Partial<Route>; key?: Partial<VirtualKey> } = {},
): Configuration {
  const route: Route = { ...routeDefaults, id: 'route_chat', name: 'chat', targets, ...overrides.route };
  const key: VirtualKey = {
    id: 'vk_1',
    name: 'tests',
    team: null,
    models: null,
    expiresAtMs: null,
    tags: {},
    ...overrides.key,
  };
  return {
    version: 1,
    providers: new Map(targets.map((target) => [target.provider.name, target.provider])),
    routes: new Map([['chat', route]]),
    keys: new Map([['hash of good-key', key]]),
    modelFacts: () => ableModel,
  };
}

/** The core over a scripted network and a hand-moved clock, unless the test brings its own: call in, reply out. */
export function createTestGateway(
  initial: Configuration | null,
  world: Partial<Pick<GatewayPorts, 'transport' | 'clock' | 'circuitChanged'>> = {},
) {
  const clock = createManualClock();
  const transport = createScriptedTransport(clock);
  const records: RequestRecord[] = [];
  const failovers: unknown[] = [];
  const credentialsOut: unknown[] = [];
  const healthEvents: HealthEvent[] = [];
  const errors: unknown[] = [];
  const crossed: string[] = [];
  const shared = createSharedAccounts(clock);
  const leases = shared.sourceFor('gw_test');
  const state = { configuration: initial, current: true, reasons: [] as string[], random: 0.5 };
  const ports: GatewayPorts = {
    configuration: () => state.configuration,
    configurationIsCurrent: () => state.current,
    readiness: () => ({ ready: state.configuration !== null, reasons: state.reasons }),
    hashKey: (secret) => `hash of ${secret}`,
    transport,
    clock,
    random: () => state.random,
    newRequestId: () => `req_${records.length + 1}`,
    records: { write: (record) => records.push(record) },
    logFailover: (event) => failovers.push(event),
    circuitChanged: () => {},
    logCredentialOut: (event) => credentialsOut.push(event),
    healthChanged: (event) => healthEvents.push(event),
    leases,
    budgetCrossed: ({ id }) => crossed.push(id),
    logError: (_, error) => errors.push(error),
    ...world,
  };
  const core = createGateway(ports);
  const controller = new AbortController();
  const call = (
    body: unknown,
    { body: bytes, ...parts }: Partial<GatewayCall> & { body?: CallBody } = {},
  ): Promise<GatewayReply> =>
    core.handle({
      method: 'POST',
      path: '/v1/chat/completions',
      headers: { authorization: 'Bearer good-key' },
      readBody: async () =>
        bytes ?? new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
      signal: controller.signal,
      ...parts,
    });
  return {
    core,
    clock,
    transport,
    records,
    failovers,
    credentialsOut,
    healthEvents,
    errors,
    crossed,
    shared,
    leases,
    state,
    call,
    leave: () => controller.abort(),
  };
}

/** A body as text, whole or streamed. */
export async function readReply(reply: GatewayReply): Promise<string> {
  if (reply.body instanceof Uint8Array) return new TextDecoder().decode(reply.body);
  let text = '';
  for await (const chunk of reply.body) text += new TextDecoder().decode(chunk);
  return text;
}

/** A simple request for the route `chat`. */
export const hello = { model: 'chat', messages: [{ role: 'user', content: 'Hello' }] };

/** OpenAI's whole answer with this text. */
export const wholeAnswer = (text: string) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'model-2026',
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  }),
});

const chunk = (choices: unknown[], extra: object = {}) =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'model-2026', choices, ...extra })}\n\n`;
const choice = (delta: object, finish_reason: string | null = null) => [{ index: 0, delta, finish_reason }];

/** Pieces of OpenAI's stream, for scripts that break it in between. */
export const streamPieces = {
  role: chunk(choice({ role: 'assistant', content: '' })),
  text: (text: string) => chunk(choice({ content: text })),
  finish: chunk(choice({}, 'stop')),
  usage: chunk([], { usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } }),
  done: 'data: [DONE]\n\n',
};

/** The head of a streamed answer. */
export const streamHead = { status: 200, headers: { 'content-type': 'text/event-stream' } };

/** OpenAI's streamed answer with these words, complete. */
export const streamedAnswer = (...words: string[]) => ({
  ...streamHead,
  body: [
    streamPieces.role,
    ...words.map(streamPieces.text),
    streamPieces.finish,
    streamPieces.usage,
    streamPieces.done,
  ].map((send) => ({ send })),
});
