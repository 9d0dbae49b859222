import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Configuration,
  type Provider,
  routeDefaults,
  type Target,
  type VirtualKey,
} from '#lib/gateway/configuration.ts';
import { createGateway, type GatewayCore } from '#lib/gateway/gateway.ts';
import { unlimited } from '#lib/gateway/limits/limits.ts';
import { newId } from '#lib/gateway/new-id.ts';
import type { RequestRecord } from '#lib/gateway/request-record.ts';
import { ableModel } from '#lib/gateway/testing/test-gateway.ts';
import { systemClock } from '#lib/runtime/clock.ts';
import { createTransport } from '#lib/runtime/transport.ts';
import { type Simulator, startSimulator } from '#lib/simulator/start-simulator.ts';
import { mountOnNode } from './node.ts';
import { mountOnWeb } from './web.ts';

/*
 * One suite over both mounts: whatever the outside relies on holds on `node:http` and on web requests alike, with
 * the official SDK as the client and the simulator as the providers.
 */

const testKey: VirtualKey = {
  id: 'vk_1',
  name: 'tests',
  team: null,
  models: null,
  expiresAtMs: null,
  tags: {},
};

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

let simulator: Simulator;
let core: GatewayCore;
const records: RequestRecord[] = [];
const transport = createTransport();

function configure(origin: string): Configuration {
  const provider = (name: string, adapter: string, base: string): Provider => ({
    id: `prov_${name}`,
    name,
    adapter,
    baseUrl: `${origin}/${base}`,
    allowPrivateNetwork: true,
    simulated: true,
    credentials: [{ id: `cred_${name}`, name: 'main', secret: 'simulated', weight: 1, rpm: null, tpm: null }],
  });
  const providers = [
    provider('down', 'openai-compatible', 'down/openai/v1'),
    provider('well', 'openai-compatible', 'healthy/openai/v1'),
    provider('claude', 'anthropic', 'healthy/anthropic/v1'),
    provider('gemini', 'gemini', 'healthy/gemini/v1beta'),
    provider('cut', 'openai-compatible', 'cut/openai/v1'),
    provider('stall', 'openai-compatible', 'stall/openai/v1'),
  ];
  const target = (name: string): Target => {
    const found = providers.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`no provider ${name}`);
    return { id: `${name}/sim-small`, provider: found, model: 'sim-small', facts: ableModel, timeouts: {} };
  };
  const route = (name: string, ...targets: string[]) =>
    [
      name,
      { ...routeDefaults, numRetries: 0, id: `route_${name}`, name, targets: targets.map(target) },
    ] as const;
  return {
    version: 1,
    providers: new Map(providers.map((one) => [one.name, one])),
    routes: new Map([
      route('demo', 'down', 'well'),
      route('claude', 'down', 'claude'),
      route('gemini', 'down', 'gemini'),
      route('cut', 'cut'),
      route('stall', 'stall'),
      route('dead', 'down'),
    ]),
    keys: new Map([
      ['test-key', testKey],
      ['limited-key', { ...testKey, id: 'vk_2', name: 'support-bot', limits: { ...unlimited, rpm: 1 } }],
    ]),
    modelFacts: () => ableModel,
  };
}

beforeAll(async () => {
  simulator = await startSimulator();
});

// Circuits remember: each test begins with a gateway that has seen nothing.
beforeEach(() => {
  const configuration = configure(simulator.origin);
  core = createGateway({
    configuration: () => configuration,
    configurationIsCurrent: () => true,
    readiness: () => ({ ready: true, reasons: [] }),
    hashKey: (secret) => secret,
    transport,
    clock: systemClock,
    random: Math.random,
    newRequestId: () => newId('req'),
    records: { write: (record) => records.push(record) },
    logFailover: () => {},
    circuitChanged: () => {},
    logCredentialOut: () => {},
    healthChanged: () => {},
    logError: (_, error) => expect.unreachable(String(error)),
  });
});

afterAll(async () => {
  await transport.close();
  await simulator.stop();
});

/** Waits, bounded, until something outside this process has been seen. */
async function eventually(check: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !check(); turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(check()).toBe(true);
}

async function nodeMount(): Promise<{ fetch: Fetch; close(): void }> {
  const server = createServer(mountOnNode((call) => core.handle(call)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    fetch: (url, init) => fetch(url.replace('http://gateway.test', `http://127.0.0.1:${port}`), init),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function webMount(): Promise<{ fetch: Fetch; close(): void }> {
  const handle = mountOnWeb((call) => core.handle(call));
  return { fetch: (url, init) => handle(new Request(url, init)), close: () => {} };
}

describe.each([
  ['node:http', nodeMount],
  ['web', webMount],
])('the gateway on %s', (_, open) => {
  let mount: Awaited<ReturnType<typeof open>>;
  let client: OpenAI;

  beforeAll(async () => {
    mount = await open();
    client = new OpenAI({
      baseURL: 'http://gateway.test/v1',
      apiKey: 'test-key',
      maxRetries: 0,
      fetch: (url, init) => mount.fetch(String(url), init as RequestInit),
    });
  });
  afterAll(() => mount.close());

  const messages = [{ role: 'user' as const, content: 'Say hello to the house' }];
  const post = (body: string, headers: Record<string, string> = {}) =>
    mount.fetch('http://gateway.test/v1/chat/completions', {
      method: 'POST',
      headers: { authorization: 'Bearer test-key', ...headers },
      body,
    });

  it.each(['demo', 'claude', 'gemini'])(
    'the OpenAI SDK gets a whole answer of the fallback by %s',
    async (model) => {
      const { data, response } = await client.chat.completions.create({ model, messages }).withResponse();
      expect(data.choices[0]?.message.content).toContain('simulated');
      expect(data.usage?.total_tokens).toBeGreaterThan(0);
      expect(response.headers.get('x-understudy-attempts')).toBe('2');
      expect(response.headers.get('x-understudy-failovers')).toBe('1');
      expect(Number(response.headers.get('x-understudy-cost-usd'))).toBeGreaterThan(0);
    },
  );

  it.each(['demo', 'claude', 'gemini'])('the OpenAI SDK gets the same, streamed, by %s', async (model) => {
    const whole = await client.chat.completions.create({ model, messages });
    const stream = await client.chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(
      whole.choices[0]?.message.content,
    );
    expect(chunks.at(-1)?.usage).toMatchObject({ total_tokens: whole.usage?.total_tokens });
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
  });

  it('the OpenAI SDK throws on a stream that was cut, instead of taking it for the end', async () => {
    const stream = await client.chat.completions.create({ model: 'cut', messages, stream: true });
    await expect(
      (async () => {
        for await (const _ of stream);
      })(),
    ).rejects.toThrow();
  });

  it('the OpenAI SDK sees typed errors', async () => {
    await expect(client.chat.completions.create({ model: 'nobody', messages })).rejects.toBeInstanceOf(
      OpenAI.NotFoundError,
    );
    const failed = client.chat.completions.create({ model: 'dead', messages });
    await expect(failed).rejects.toMatchObject({ status: 503, code: 'all_targets_failed' });
  });

  it('the OpenAI SDK sees what a limit leaves, and a RateLimitError when nothing is left', async () => {
    const limited = client.withOptions({ apiKey: 'limited-key' });
    const { response } = await limited.chat.completions.create({ model: 'demo', messages }).withResponse();
    expect(response.headers.get('x-ratelimit-limit-requests')).toBe('1');
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    const error = await limited.chat.completions
      .create({ model: 'demo', messages })
      .catch((thrown) => thrown);
    if (!(error instanceof OpenAI.RateLimitError)) return expect.unreachable(String(error));
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded', type: 'rate_limit_error' });
    expect(error.message).toContain('Key support-bot may make 1 request a minute.');
    expect(Number(error.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(error.headers.get('x-ratelimit-reset-requests')).toMatch(/^(1m)?[\d.]+s$/);
  });

  it('the OpenAI SDK lists the routes as models', async () => {
    const models = await client.models.list();
    expect(models.data.map((model) => model.id)).toContain('demo');
  });

  it('a caller who leaves a stream ends the upstream call, and the record says so', async () => {
    simulator.reset();
    const before = records.length;
    const controller = new AbortController();
    const stream = await client.chat.completions.create(
      { model: 'stall', messages, stream: true },
      { signal: controller.signal },
    );
    const chunks = stream[Symbol.asyncIterator]();
    await chunks.next();
    controller.abort();
    await eventually(() => simulator.calls().at(-1)?.aborted === true);
    await eventually(() => records.length > before);
    expect(records.at(-1)).toMatchObject({ status: 'canceled', errorKind: 'client_closed' });
  });

  it('a body that is not JSON is a 400 in the form of the contract, with the request headers of every answer', async () => {
    const reply = await post('{');
    expect(reply.status).toBe(400);
    expect(reply.headers.get('x-understudy-request-id')).toMatch(/^req_/);
    expect(await reply.json()).toMatchObject({
      error: { code: 'invalid_request_error', understudy: { attempts: [] } },
    });
  });

  it('a body over 20 MiB is a 413', async () => {
    expect((await post('x'.repeat(21 * 1024 * 1024))).status).toBe(413);
  });

  it('header values that try to smuggle come back as nothing', async () => {
    const reply = await post('{', { 'x-request-id': 'a b; set-cookie' });
    expect(reply.headers.get('x-request-id')).toBeNull();
    expect(reply.headers.get('set-cookie')).toBeNull();
  });
});
