import { describe, expect, it } from 'vitest';
import type { ConfigurationRows, KeyRow, ProviderRow } from '#db/stores/configuration-rows.ts';
import { buildConfiguration } from './build-configuration.ts';
import type { BuildContext } from './build-context.ts';

const at = new Date('2026-11-21T12:00:00Z');

function providerRow(name: string, more: Partial<ProviderRow> = {}): ProviderRow {
  return {
    id: `prov_${name}`,
    name,
    adapter: 'openai',
    baseUrl: null,
    allowPrivateNetwork: false,
    simulated: false,
    limits: null,
    healthCheck: true,
    createdAt: at,
    updatedAt: at,
    credentials: [credentialRow(name, 'a')],
    ...more,
  };
}

function credentialRow(provider: string, name: string): ProviderRow['credentials'][number] {
  return {
    id: `cred_${provider}_${name}`,
    providerId: `prov_${provider}`,
    name,
    sealedSecret: `sealed ${name}`,
    hint: '',
    weight: 2,
    rpm: null,
    tpm: null,
    createdAt: at,
    rotatedAt: at,
  };
}

function routeRow(name: string, settings: unknown): ConfigurationRows['routes'][number] {
  return { id: `route_${name}`, name, settings, simulated: false, createdAt: at, updatedAt: at };
}

function keyRow(name: string, more: Partial<KeyRow> = {}): KeyRow {
  return {
    id: `vk_${name}`,
    name,
    secretHash: `hash ${name}`,
    hint: '',
    teamId: null,
    team: null,
    models: null,
    tags: {},
    limits: null,
    origin: 'console',
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    createdBy: null,
    createdAt: at,
    ...more,
  };
}

const context: BuildContext = {
  openCredential: (sealed, { recordId, baseUrl }) => `${sealed} of ${recordId} for ${baseUrl}`,
  simulatorOrigin: 'http://127.0.0.1:4000',
};

function build(rows: Partial<ConfigurationRows>, more: Partial<BuildContext> = {}) {
  return buildConfiguration(
    {
      version: 7,
      organisation: null,
      providers: [],
      modelOverrides: [],
      routes: [],
      teams: [],
      keys: [],
      ...rows,
    },
    { ...context, ...more },
  );
}

describe('the configuration that is served', () => {
  it('has the documented defaults where a route says nothing, and what it says where it does', () => {
    const { configuration, problems } = build({
      providers: [providerRow('main')],
      routes: [
        routeRow('plain', { targets: ['main/gpt-4o-mini'] }),
        routeRow('tuned', {
          latency_class: 'interactive',
          targets: [{ target: 'main/gpt-4o', timeouts: { first_token_ms: 8_000 } }],
          num_retries: 0,
          timeouts: { connect_ms: 1_000, total_ms: 5_000 },
          breaker: { failure_rate: 0.2, window_ms: 5_000, cooldown_ms: 7 },
          stream_recovery: 'buffer',
          recovery_max_cost_usd: 0.0025,
          stream_chunking: 'words',
          max_retry_after_ms: 0,
          rescue_authentication_failures: true,
          on_status_codes: [429],
        }),
      ],
    });
    expect(problems).toEqual([]);
    expect(configuration.version).toBe(7);
    expect(configuration.routes.get('plain')).toMatchObject({
      id: 'route_plain',
      latencyClass: 'standard',
      numRetries: 1,
      timeouts: {
        connectMs: 3_000,
        firstTokenMs: 10_000,
        idleMs: 15_000,
        responseMs: 60_000,
        totalMs: 600_000,
      },
      breaker: {
        consecutiveFailures: 3,
        failureRate: 0.5,
        minimumRequests: 20,
        windowMs: 60_000,
        cooldownMs: 30_000,
        maxCooldownMs: 300_000,
      },
      maxRetryAfterMs: 2_500,
      rescueAuthenticationFailures: false,
      onStatusCodes: null,
      streamRecovery: 'replay',
      recoveryMaxCostNanoUsd: 10_000_000n,
      streamChunking: 'as_sent',
      contextWindowFallbacks: [],
      contentPolicyFallbacks: [],
      setTimeouts: new Set(),
    });
    expect(configuration.routes.get('tuned')).toMatchObject({
      latencyClass: 'interactive',
      numRetries: 0,
      timeouts: {
        connectMs: 1_000,
        firstTokenMs: 10_000,
        idleMs: 15_000,
        responseMs: 60_000,
        totalMs: 5_000,
      },
      breaker: {
        consecutiveFailures: 3,
        failureRate: 0.2,
        minimumRequests: 20,
        windowMs: 5_000,
        cooldownMs: 7,
        maxCooldownMs: 300_000,
      },
      maxRetryAfterMs: 0,
      rescueAuthenticationFailures: true,
      onStatusCodes: new Set([429]),
      streamRecovery: 'buffer',
      recoveryMaxCostNanoUsd: 2_500_000n,
      streamChunking: 'words',
      setTimeouts: new Set(['connectMs', 'totalMs']),
    });
    expect(configuration.routes.get('tuned')?.targets[0]?.timeouts).toEqual({ firstTokenMs: 8_000 });
  });

  it('expands route: in place, each target once, the first mention deciding', () => {
    const { configuration } = build({
      providers: [providerRow('p')],
      routes: [
        routeRow('chat', { targets: ['p/a', 'route:cheap', 'p/z'] }),
        routeRow('cheap', { targets: ['p/b', { target: 'p/a', timeouts: { idle_ms: 5 } }, 'route:local'] }),
        routeRow('local', { targets: ['p/c', 'p/z'] }),
      ],
    });
    const ids = (name: string) => configuration.routes.get(name)?.targets.map((target) => target.id);
    expect(ids('chat')).toEqual(['p/a', 'p/b', 'p/c', 'p/z']);
    expect(ids('cheap')).toEqual(['p/b', 'p/a', 'p/c', 'p/z']);
    expect(configuration.routes.get('chat')?.targets[0]?.timeouts).toEqual({});
    expect(configuration.routes.get('cheap')?.targets[1]?.timeouts).toEqual({ idleMs: 5 });
  });

  it('has fallbacks by cause beside the chain, route: standing for that route’s chain and not for its fallbacks', () => {
    const { configuration, problems } = build({
      providers: [providerRow('p')],
      routes: [
        routeRow('chat', {
          targets: ['p/a', 'p/b'],
          latency_class: 'batch',
          stream_recovery: 'continue',
          context_window_fallbacks: [{ target: 'p/long', timeouts: { idle_ms: 5 } }, 'route:mild', 'gone/x'],
          content_policy_fallbacks: ['route:chat', 'p/b', 'route:mild'],
        }),
        routeRow('mild', { targets: ['p/m', 'p/b'], context_window_fallbacks: ['p/never'] }),
      ],
    });
    const chat = configuration.routes.get('chat');
    expect(chat).toMatchObject({ latencyClass: 'batch', streamRecovery: 'continue' });
    expect(chat?.targets.map(({ id }) => id)).toEqual(['p/a', 'p/b']);
    expect(chat?.contextWindowFallbacks.map(({ id }) => id)).toEqual(['p/long', 'p/m', 'p/b']);
    expect(chat?.contextWindowFallbacks[0]?.timeouts).toEqual({ idleMs: 5 });
    expect(chat?.contentPolicyFallbacks.map(({ id }) => id)).toEqual(['p/a', 'p/b', 'p/m']);
    // The breaker and the visited set know a target by identity of its id; limits of its own make it another object.
    expect(chat?.contentPolicyFallbacks[0]).toBe(chat?.targets[0]);
    expect(problems).toEqual(['Route chat goes on without gone/x: there is no such provider.']);
  });

  it('opens each credential for its own row and address', () => {
    const { configuration } = build({
      providers: [providerRow('main'), providerRow('own', { baseUrl: 'https://own.example.com/v1' })],
    });
    expect(configuration.providers.get('main')?.credentials).toEqual([
      {
        id: 'cred_main_a',
        name: 'a',
        secret: 'sealed a of cred_main_a for https://api.openai.com/v1',
        weight: 2,
        rpm: null,
        tpm: null,
      },
    ]);
    expect(configuration.providers.get('own')?.credentials[0]?.secret).toContain(
      'https://own.example.com/v1',
    );
  });

  it('leaves out a credential that does not open, says so, and goes on with the others', () => {
    const pool = [credentialRow('main', 'a'), credentialRow('main', 'b')];
    const { configuration, problems } = build(
      { providers: [providerRow('main', { credentials: pool }), providerRow('other')] },
      {
        openCredential: (sealed) => {
          if (sealed === 'sealed a') throw new Error('This sealed secret was altered.');
          return 'opened';
        },
      },
    );
    expect(problems).toEqual([
      'Credential a of provider main is not used: This sealed secret was altered.',
      'Credential a of provider other is not used: This sealed secret was altered.',
    ]);
    expect(configuration.providers.get('main')?.credentials.map((each) => each.name)).toEqual(['b']);
    expect(configuration.providers.get('other')?.credentials).toEqual([]);
  });

  it('calls a simulator: address at this installation’s own simulator', () => {
    const simulator = { adapter: 'simulator', simulated: true };
    const { configuration } = build({
      providers: [
        providerRow('down', { ...simulator, baseUrl: 'simulator:down' }),
        providerRow('plain', { ...simulator, healthCheck: false }),
        providerRow('elsewhere', {
          ...simulator,
          baseUrl: 'http://127.0.0.1:9999/x/openai/v1',
          allowPrivateNetwork: true,
        }),
      ],
    });
    const of = (name: string) => configuration.providers.get(name);
    expect(of('down')).toMatchObject({
      baseUrl: 'http://127.0.0.1:4000/down/openai/v1',
      allowPrivateNetwork: true,
    });
    expect(of('plain')).toMatchObject({
      baseUrl: 'http://127.0.0.1:4000/healthy/openai/v1',
      healthCheck: false,
    });
    expect(of('down')?.healthCheck).toBe(true);
    expect(of('elsewhere')).toMatchObject({ baseUrl: 'http://127.0.0.1:9999/x/openai/v1' });
  });

  it('knows a model by the catalogue, with the operator’s overrides on top', () => {
    const override = (model: string, settings: unknown) => ({ providerName: 'main', model, settings });
    const { configuration } = build({
      providers: [providerRow('main')],
      modelOverrides: [
        override('gpt-4o-mini', { context_window: 64_000, capabilities: ['tools'] }),
        override('mine', { price: { input: 0.1, output: 0.000000001 }, max_parallel_requests: 4 }),
      ],
      routes: [routeRow('r', { targets: ['main/gpt-4o-mini', 'main/mine', 'main/unheard-of'] })],
    });
    const [listed, mine, unheard] = configuration.routes.get('r')?.targets ?? [];
    expect(listed?.facts).toMatchObject({
      known: true,
      contextWindow: 64_000,
      maxOutputTokens: 16_384,
      capabilities: new Set(['tools']),
      price: { input: 150_000_000n },
    });
    expect(mine?.facts).toEqual({
      known: true,
      contextWindow: null,
      maxOutputTokens: null,
      capabilities: null,
      price: { input: 100_000_000n, output: 1n, cachedInput: null, cacheWrite: null, version: 'override' },
      maxParallelRequests: 4,
    });
    expect(listed?.facts.maxParallelRequests).toBeNull();
    expect(unheard?.facts).toMatchObject({ known: false, price: null, capabilities: null });
  });

  it('gives every key by its hash, expired ones included', () => {
    const { configuration } = build({
      keys: [
        keyRow('plain'),
        keyRow('tight', { models: ['chat'], team: 'support', tags: { a: 'b' }, expiresAt: at }),
      ],
    });
    expect(configuration.keys.get('hash plain')).toEqual({
      id: 'vk_plain',
      name: 'plain',
      team: null,
      models: null,
      expiresAtMs: null,
      tags: {},
    });
    expect(configuration.keys.get('hash tight')).toMatchObject({
      team: 'support',
      models: new Set(['chat']),
      expiresAtMs: at.getTime(),
      tags: { a: 'b' },
    });
  });

  it('leaves out what it cannot serve, one sentence for each, and serves the rest', () => {
    const { configuration, problems } = build({
      providers: [providerRow('main'), providerRow('future', { adapter: 'telepathy' })],
      modelOverrides: [{ providerName: 'main', model: 'x', settings: { size: 'big' } }],
      routes: [
        routeRow('half', { targets: ['future/x', 'main/x'] }),
        routeRow('none', { targets: ['future/x'] }),
        routeRow('newer', { targets: ['main/x'], strategy: 'psychic' }),
        routeRow('loop', { targets: ['route:loop', 'main/x'] }),
      ],
    });
    expect(problems).toEqual([
      'Provider future is not served: there is no adapter "telepathy".',
      'The settings of the model main/x are not used: this version does not know them.',
      'Route newer is not served: this version does not know its settings.',
      'Route half goes on without future/x: there is no such provider.',
      'Route none goes on without future/x: there is no such provider.',
      'Route none is not served: it has no target left.',
    ]);
    expect([...configuration.routes.keys()]).toEqual(['half', 'loop']);
  });

  it('is built from a thousand routes and a hundred thousand keys, each secret opened once', () => {
    let opened = 0;
    const providers = Array.from({ length: 100 }, (_, i) => providerRow(`p${i}`));
    const routes = Array.from({ length: 1_000 }, (_, i) =>
      routeRow(`r${i}`, {
        targets: [`p${i % 100}/m`, `p${(i + 1) % 100}/m`, ...(i < 990 ? [`route:r${i + 1}`] : [])],
      }),
    );
    const keys = Array.from({ length: 100_000 }, (_, i) => keyRow(`k${i}`, { models: ['r1', 'r2'] }));
    const { configuration, problems } = build(
      { providers, routes, keys },
      {
        openCredential: () => {
          opened += 1;
          return 'secret';
        },
      },
    );
    expect(problems).toEqual([]);
    expect(opened).toBe(100);
    expect(configuration.keys.size).toBe(100_000);
    expect(configuration.routes.get('r0')?.targets).toHaveLength(100);
  });
});
