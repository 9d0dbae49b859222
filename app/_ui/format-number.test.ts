import { expect, it } from 'vitest';
import { formatCompact, formatCount, formatShare, plural } from './format-number.ts';

it('groups thousands', () => {
  expect(formatCount(1234567)).toBe('1,234,567');
  expect(formatCompact(12_345)).toBe('12.3K');
});

it.each([
  [0, 0, null],
  [0, 10, '0%'],
  [10, 10, '100%'],
  [1, 3, '33.3%'],
  [99_999, 100_000, '99.99%'],
  [1, 1_000_000, '0.01%'],
])('%d of %d is %s, and only a whole is 100%%', (part, total, text) => {
  expect(formatShare(part, total)).toBe(text);
});

it('counts nouns', () => {
  expect(plural(1, 'request')).toBe('1 request');
  expect(plural(2, 'request')).toBe('2 requests');
  expect(plural(0, 'key')).toBe('0 keys');
});
