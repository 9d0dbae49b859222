import { describe, expect, it } from 'vitest';
import { at, build, credentialRow, keyRow, providerRow, routeRow } from './testing/configuration-rows.ts';

describe('the configuration that is served', () => {
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
