import { expect, it } from 'vitest';
import { changeWords, spendChange, spendShare } from './spend-change.ts';

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
  expect(spendShare('1', '3')).toEqual({ percent: 33.3, words: '33.3%' });
  expect(spendShare('3', '3')?.words).toBe('100%');
  expect(spendShare('0', '0')).toBeNull();
});

it('a share that is too small to count is not called nothing', () => {
  expect(spendShare('1', '10000')?.words).toBe('<0.1%');
  expect(spendShare('0', '10000')?.words).toBe('0%');
});
