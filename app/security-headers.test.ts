import { expect, it } from 'vitest';
import config from '../next.config.ts';

it('sends every path with headers that keep pages out of frames and secrets out of referrers', async () => {
  const [rule, ...others] = (await config.headers?.()) ?? [];
  expect(others).toEqual([]);
  expect(rule?.source).toBe('/:path*');
  const sent = new Headers(rule?.headers.map(({ key, value }): [string, string] => [key, value]));
  const policy = sent.get('content-security-policy')?.split('; ');
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("default-src 'self'");
  expect(sent.get('x-content-type-options')).toBe('nosniff');
  expect(sent.get('referrer-policy')).toBe('same-origin');
  expect(config.poweredByHeader).toBe(false);
});
