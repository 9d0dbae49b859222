import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitTokens } from './tokens.ts';

describe('tokens', () => {
  it('are words with the space that follows them', () => {
    expect(splitTokens('two words\n\nand “more”.')).toEqual(['two ', 'words\n\n', 'and ', '“more”.']);
    expect(splitTokens('')).toEqual([]);
  });

  it('joined are the text again, and none is half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const tokens = splitTokens(text);
        expect(tokens.join('')).toBe(text);
        expect(tokens.every((token) => token.isWellFormed())).toBe(true);
      }),
    );
  });
});
