import { expect, it } from 'vitest';
import { safeNext } from './safe-next.ts';

it.each([
  ['/requests?status=error', '/requests?status=error'],
  [null, '/overview'],
  ['https://evil.example/', '/overview'],
  ['//evil.example/x', '/overview'],
  ['/\\evil.example', '/overview'],
  ['javascript:alert(1)', '/overview'],
])('%s leads to %s and never to another site', (next, target) => {
  expect(safeNext(next)).toBe(target);
});
