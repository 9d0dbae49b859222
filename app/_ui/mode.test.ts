import { expect, it } from 'vitest';
import { modeCookieText, parseMode } from './mode.ts';

it('takes a known mode from the cookie and follows the system otherwise', () => {
  expect(parseMode('dark')).toBe('dark');
  expect(parseMode('light')).toBe('light');
  expect(parseMode('"><script>')).toBe('system');
  expect(parseMode(undefined)).toBe('system');
});

it('forgets the cookie when the system decides again', () => {
  expect(modeCookieText('dark')).toContain('understudy-mode=dark; path=/');
  expect(modeCookieText('system')).toContain('max-age=0');
});
