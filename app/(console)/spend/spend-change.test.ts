import { expect, it } from 'vitest';
import { changeWords, sharePercent, spendChange } from './spend-change.ts';

it.each([
  ['1123000000', '1000000000', '+$0.123 (+12.3%)'],
  ['500000000', '1000000000', '−$0.50 (−50%)'],
  ['0', '1000000000', '−$1.00 (−100%)'],
  ['1000000000', '1000000000', 'no change'],
  ['0', '0', 'no change'],
  ['312000', '0', '+$0.000312'],
  ['14900000000', '1000000000', '+$13.90 (×14)'],
  ['10000000001', '10000000000', '+$0.000000001 (+<0.1%)'],
])('%s after %s reads %s', (now, before, words) => {
  expect(changeWords(spendChange(now, before))).toBe(words);
});

it('compares amounts beyond the precision of a floating point number', () => {
  const { amount, ratio } = spendChange('9007199254740993000000001', '9007199254740993000000000');
  expect([amount, ratio]).toEqual(['+$0.000000001', '+<0.1%']);
});

it('a share is of the whole, and there is none of nothing', () => {
  expect(sharePercent('1', '3')).toBe(33.3);
  expect(sharePercent('3', '3')).toBe(100);
  expect(sharePercent('0', '0')).toBeNull();
});
