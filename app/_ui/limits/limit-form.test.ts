import { expect, it } from 'vitest';
import { budgetsInput } from '#lib/console/limits/schema.ts';
import { budgetRowsOf, budgetsOf, nextBudget, ratesFormOf, ratesOf } from './limit-form.ts';

it.each([
  ['50', 50],
  ['$1,250.50', 1_250.5],
  [' 0.000000001 ', 0.000000001],
])('a person types %s', (typed, limit_usd) => {
  const rows = [{ limit_usd: typed, period: 'day', mode: 'soft' }] as const;
  const budgets = budgetsInput.parse(budgetsOf(rows));
  expect(budgets).toEqual([{ limit_usd, period: 'day', mode: 'soft' }]);
  expect(budgetsOf(budgetRowsOf(budgets))).toEqual(budgets);
});

it.each([
  ['', 'Give an amount in USD.'],
  ['fifty', 'Give an amount in USD.'],
  ['0', 'Give more than 0.'],
])('"%s" is no amount', (limit_usd, message) => {
  const result = budgetsInput.safeParse(budgetsOf([{ limit_usd, period: 'day', mode: 'hard' }]));
  expect(result.error?.issues.map((issue) => [issue.path, issue.message])).toEqual([
    [[0, 'limit_usd'], message],
  ]);
});

it('a row that is added is for a period without a budget', () => {
  const first = nextBudget([]);
  expect([first.period, nextBudget([first]).period]).toEqual(['month', 'day']);
});

it('an empty rate is no limit', () => {
  const rates = { rpm: 5, tpm: null, max_parallel_requests: null };
  expect(ratesFormOf(rates)).toEqual({ rpm: '5', tpm: '', max_parallel_requests: '' });
  expect(ratesOf(ratesFormOf(rates))).toEqual(rates);
  expect(ratesOf({ rpm: '200,000', tpm: 'x', max_parallel_requests: ' ' })).toEqual({
    rpm: 200_000,
    tpm: Number.NaN,
    max_parallel_requests: null,
  });
});
