import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isNewEnough, oldestNode, pinnedNode } from './node.mjs';

it.each([
  ['22.19.0', true],
  ['22.20.1', true],
  ['24.0.0', true],
  ['100.0.0', true],
  ['22.18.9', false],
  ['22.2.0', false],
  ['20.20.2', false],
  ['18.0.0', false],
])('Node %s is new enough: %s', (version, verdict) => {
  expect(isNewEnough(version)).toBe(verdict);
});

it('asks for what package.json asks for, and fetches a Node that satisfies it', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(engines.node).toBe(`>=${oldestNode.replace(/\.0$/, '')}`);
  expect(isNewEnough(pinnedNode)).toBe(true);
});
