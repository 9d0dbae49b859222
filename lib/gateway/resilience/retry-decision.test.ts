import { describe, expect, it } from 'vitest';
import { type Route, routeDefaults } from '../configuration.ts';
import { type FailureKind, failureKinds, UpstreamError } from '../errors.ts';
import { backoffMs, decideRetry } from './retry-decision.ts';

const route: Route = { ...routeDefaults, id: 'r', name: 'r', targets: [] };
const state = { route, retries: 0, anotherTarget: true, otherCredential: false, random: 1 };

describe('retries on the same target', () => {
  it('follow the verdict table for every kind', () => {
    const pool = { ...state, otherCredential: true };
    const retried = failureKinds.filter((kind) => decideRetry(new UpstreamError(kind, ''), pool).retry);
    expect(retried).toEqual([
      'connection_failed',
      'server_error',
      'overloaded',
      'authentication',
      'permission',
    ] satisfies FailureKind[]);
  });

  it('back off with full jitter, doubling from 250 ms up to 8 s', () => {
    expect([0, 1, 2, 5, 9].map((retry) => backoffMs(retry, 1))).toEqual([250, 500, 1_000, 8_000, 8_000]);
    expect(backoffMs(3, 0)).toBe(0);
  });

  it('obey a named wait up to max_retry_after_ms, and give up beyond it', () => {
    const limited = (retryAfterMs: number) =>
      decideRetry(new UpstreamError('rate_limited', '', { retryAfterMs }), state);
    expect(limited(2_500)).toMatchObject({ retry: true, waitMs: 2_500 });
    expect(limited(2_501)).toEqual({ retry: false });
  });

  it('do not keep an interactive caller waiting when another target is healthy', () => {
    const error = new UpstreamError('rate_limited', '', { retryAfterMs: 10 });
    const interactive = { ...route, latencyClass: 'interactive' as const };
    expect(decideRetry(error, { ...state, route: interactive }).retry).toBe(false);
    expect(decideRetry(error, { ...state, route: interactive, anotherTarget: false }).retry).toBe(true);
  });

  it('go to another credential of the pool at once, whatever wait the provider asked of the first', () => {
    const pool = { ...state, otherCredential: true };
    const limited = new UpstreamError('rate_limited', '', { retryAfterMs: 60_000 });
    expect(decideRetry(limited, pool)).toMatchObject({ retry: true, waitMs: 0, otherCredential: true });
    expect(decideRetry(limited, { ...pool, retries: 1 }).retry).toBe(false);
    expect(decideRetry(new UpstreamError('authentication', ''), state).retry).toBe(false);
  });

  it('stop when the provider says that the same call fails again', () => {
    expect(decideRetry(new UpstreamError('server_error', '', { shouldRetry: false }), state).retry).toBe(
      false,
    );
  });

  it('are narrowed by on_status_codes, but never for a broken connection', () => {
    const narrow = { ...state, route: { ...route, onStatusCodes: new Set([503]) } };
    expect(decideRetry(new UpstreamError('server_error', '', { status: 500 }), narrow).retry).toBe(false);
    expect(decideRetry(new UpstreamError('overloaded', '', { status: 503 }), narrow).retry).toBe(true);
    expect(decideRetry(new UpstreamError('overloaded', 'inside a 200'), narrow).retry).toBe(true);
    expect(
      decideRetry(new UpstreamError('server_error', 'inside a 200', { status: 200 }), narrow).retry,
    ).toBe(false);
    expect(decideRetry(new UpstreamError('connection_failed', ''), narrow).retry).toBe(true);
  });
});
