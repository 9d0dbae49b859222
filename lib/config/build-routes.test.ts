import { describe, expect, it } from 'vitest';
import { build, providerRow, routeRow } from './testing/configuration-rows.ts';

describe('the routes that are served', () => {
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
});
