import { describe, expect, it } from 'vitest';
import { rateLimitFamilies, readCount, readReset } from './rate-limit-headers.ts';

const nowMs = Date.UTC(2026, 0, 1);

describe('the headers by which providers state their limits', () => {
  it('are known by their names', () => {
    const names = rateLimitFamilies.map(({ unit, remaining, limit, reset }) => [
      unit,
      remaining,
      limit,
      reset,
    ]);
    expect(names).toContainEqual([
      'requests',
      'x-ratelimit-remaining-requests',
      'x-ratelimit-limit-requests',
      'x-ratelimit-reset-requests',
    ]);
    expect(names).toContainEqual([
      'input_tokens',
      'anthropic-ratelimit-input-tokens-remaining',
      'anthropic-ratelimit-input-tokens-limit',
      'anthropic-ratelimit-input-tokens-reset',
    ]);
    expect(names).toContainEqual([
      'requests',
      'x-ratelimit-remaining',
      'x-ratelimit-limit',
      'x-ratelimit-reset',
    ]);
  });

  it.each([
    ['0', 0],
    ['149984', 149_984],
    ['12.5', 12.5],
    ['-1', null],
    ['1e9', null],
    ['', null],
    ['NaN', null],
    ['0x10', null],
    ['99999999999999', null],
    ['1'.repeat(50), null],
    [undefined, null],
  ])('count %j as %j', (text, count) => {
    expect(readCount(text)).toBe(count);
  });

  it.each([
    ['6m0s', 360_000],
    ['9ms', 9],
    ['0s', 0],
    ['2m59.56s', 179_560],
    ['30', 30_000],
    ['2026-01-01T00:00:40Z', 40_000],
    [String(nowMs + 5_000), 5_000],
    ['2025-12-31T00:00:00Z', null],
    ['2099-01-01T00:00:00Z', null],
    ['soon', null],
    [`${'1s'.repeat(60)}`, null],
    [undefined, null],
  ])('reset after %j in %j ms', (text, waitMs) => {
    expect(readReset(text, nowMs)).toBe(waitMs);
  });
});
