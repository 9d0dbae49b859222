import { describe, expect, it } from 'vitest';
import { ableModel } from '../../testing/test-gateway.ts';
import { demandOf, shareOf } from './demand.ts';

const request = { model: 'chat', messages: [{ role: 'user' as const, content: 'Hello' }] };
const plan = { inputTokens: 10, route: { latencyClass: 'standard' as const } };
const able = { facts: ableModel };

describe('what a call asks for', () => {
  it.each([
    ['a usual answer when nobody says how long', {}, 1_024],
    ['the longest answer that is allowed', { max_tokens: 300 }, 300],
    ['the newer of two limits', { max_tokens: 300, max_completion_tokens: 200 }, 200],
    ['no more than the model can say', { max_tokens: 1_000_000 }, 4_096],
    ['every answer of several', { max_tokens: 100, n: 3 }, 300],
  ])('is %s', (_, limits, outputTokens) => {
    expect(demandOf({ ...request, ...limits }, plan, able)).toEqual({
      inputTokens: 10,
      outputTokens,
      turn: 'prompt',
    });
  });

  it('comes after those that wait when it is batch', () => {
    expect(demandOf(request, { ...plan, route: { latencyClass: 'batch' } }, able).turn).toBe('late');
  });
});

describe('the share of batch calls', () => {
  it.each([
    [100, 80],
    [5, 4],
    [4, 3],
    [2, 1],
    [1, 1],
    [0, 0],
  ])('of %j is %j, and all of it for the others', (limit, share) => {
    expect([shareOf(limit, 'late'), shareOf(limit, 'next'), shareOf(limit, 'prompt')]).toEqual([
      share,
      share,
      limit,
    ]);
  });
});
