import { describe, expect, it } from 'vitest';
import { createReplayAgreement } from './replay-agreement.ts';

const noted = (outcomes: readonly boolean[]) => {
  const agreement = createReplayAgreement();
  for (const agreed of outcomes) agreement.note('a/x', 'b/y', agreed);
  return agreement;
};
const no = (times: number) => Array.from({ length: times }, () => false);

describe('a pair of targets', () => {
  it('is tried until ten replays tell', () => {
    expect(noted(no(9)).worthTrying('a/x', 'b/y')).toBe(true);
    expect(noted(no(10)).worthTrying('a/x', 'b/y')).toBe(false);
  });

  it('is tried on while two of the last ten agreed, not when one did', () => {
    expect(noted([true, true, ...no(8)]).worthTrying('a/x', 'b/y')).toBe(true);
    expect(noted([true, ...no(9)]).worthTrying('a/x', 'b/y')).toBe(false);
    expect(noted([true, true, ...no(9)]).worthTrying('a/x', 'b/y')).toBe(false);
  });

  it('says nothing about another pair, nor about the other way round', () => {
    expect(noted(no(10)).worthTrying('b/y', 'a/x')).toBe(true);
    expect(noted(no(10)).worthTrying('a/x', 'c/z')).toBe(true);
  });

  it('is tried again after a reset', () => {
    const agreement = noted(no(10));
    agreement.reset();
    expect(agreement.worthTrying('a/x', 'b/y')).toBe(true);
  });

  it.each(['a/x', 'b/y'])('is tried again after a reset of %s, and no other pair is', (target) => {
    const agreement = noted(no(10));
    for (let count = 0; count < 10; count += 1) agreement.note('c/z', 'd/w', false);
    agreement.reset(target);
    expect(agreement.worthTrying('a/x', 'b/y')).toBe(true);
    expect(agreement.worthTrying('c/z', 'd/w')).toBe(false);
  });
});
