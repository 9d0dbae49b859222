import { expect, it } from 'vitest';
import type { Budget } from '#lib/gateway/budgets/budget.ts';
import { testConfiguration, testTarget } from '#lib/gateway/testing/test-gateway.ts';
import { budgetAlert, whyBudgetAlertIsOver } from './budget-alerts.ts';

const budget: Budget = {
  id: 'organisation::month',
  scope: 'organisation',
  owner: '',
  limitNanoUsd: 50_000_000_000n,
  period: 'month',
  hard: false,
  model: null,
};
const nowMs = Date.UTC(2026, 10, 22, 12);
const renewsAtMs = Date.UTC(2026, 10, 30, 23);
const raised = (changes: Partial<Budget> = {}) =>
  budgetAlert({ ...budget, ...changes }, { spentNanoUsd: 51_000_000_000n, timeZone: 'Europe/Berlin', nowMs });
const over = (budgets: Budget[], laterMs = nowMs) =>
  whyBudgetAlertIsOver(raised().detail, {
    configuration: {
      ...testConfiguration([testTarget('first')]),
      organisation: { timeZone: 'Europe/Berlin', budgets },
    },
    nowMs: laterMs,
  });

it('says which soft budget is spent, that calls go on, and when it renews', () => {
  expect(raised()).toMatchObject({ kind: 'budget_soft_limit', subject: 'organisation (month)' });
  expect(raised().message).toContain('monthly budget of the organisation (50 USD) is spent');
  expect(raised().message).toContain('calls go on');
  expect(raised().message).toContain(new Date(renewsAtMs).toISOString());
});

it('keeps budgets apart that one owner has', () => {
  const key = { scope: 'key', owner: 'tests' } as const;
  const subjects = [raised(key), raised({ ...key, period: 'day' }), raised({ ...key, model: 'chat' })];
  expect(subjects.map(({ subject }) => subject)).toEqual([
    'key tests (month)',
    'key tests (day)',
    'key tests (month, chat)',
  ]);
  expect(raised({ period: 'total' }).detail.renews_at).toBeNull();
});

it('is over with its period, or when the budget is raised, made hard or removed, and not before', () => {
  expect(over([budget])).toBeNull();
  expect(over([budget], renewsAtMs - 1)).toBeNull();
  expect(over([budget], renewsAtMs)).toBe('A new period has begun.');
  expect(over([{ ...budget, limitNanoUsd: 52_000_000_000n }])).toBe('The budget was raised.');
  expect(over([{ ...budget, hard: true }])).toBe('The budget is a hard one now.');
  expect(over([])).toBe('The budget was removed.');
});
