import { describe, expect, it } from 'vitest';
import { formatMoney, formatMoneyExact, moneyForPlotting } from './format-money.ts';

describe('formatMoney', () => {
  it.each([
    ['0', '$0.00'],
    ['1', '$0.000000001'],
    ['312000', '$0.000312'],
    ['12345678', '$0.0123'],
    ['100000000', '$0.10'],
    ['999999999', '$1.00'],
    ['1000000000', '$1.00'],
    ['1204500000000', '$1,204.50'],
    ['1999999999', '$2.00'],
    ['-312000', '-$0.000312'],
  ])('%s nano-USD reads %s', (nano, text) => {
    expect(formatMoney(nano)).toBe(text);
  });

  it('keeps amounts beyond the precision of a floating point number', () => {
    expect(formatMoney('9007199254740993000000000')).toBe('$9,007,199,254,740,993.00');
  });

  it('shows every digit in the exact form', () => {
    expect(formatMoneyExact('12345678')).toBe('$0.012345678');
    expect(formatMoneyExact('1204500000001')).toBe('$1,204.500000001');
  });

  it('plots dollars', () => {
    expect(moneyForPlotting('1500000000')).toBe(1.5);
  });
});
