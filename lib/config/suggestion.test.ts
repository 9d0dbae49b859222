import { describe, expect, it } from 'vitest';
import { nearest, splitSuggestion, withSuggestion } from './suggestion.ts';

const words = ['targets', 'timeouts', 'strategy', 'breaker', 'num_retries'];

describe('a suggestion', () => {
  it.each([
    ['target', 'targets'],
    ['tragets', 'targets'],
    ['Timeouts', 'timeouts'],
    ['stratgey', 'strategy'],
    ['num_retires', 'num_retries'],
    ['braeker', 'breaker'],
  ])('for %s is %s', (word, meant) => {
    expect(nearest(word, words)).toBe(meant);
  });

  it.each(['x', 'zzzzzz', 'retry_budget', ''])('is not made for %j, which is near nothing', (word) => {
    expect(nearest(word, words)).toBeNull();
  });

  it('comes apart again from the sentence it was put behind', () => {
    for (const suggestion of ['targets', 'a "quoted" word', null]) {
      expect(splitSuggestion(withSuggestion('unknown setting', suggestion))).toEqual({
        message: 'unknown setting',
        suggestion,
      });
    }
  });
});
