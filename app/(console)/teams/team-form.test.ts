import { expect, it } from 'vitest';
import { emptyTeam, teamField, teamFormSchema } from './team-form.ts';

it('what is left empty is no limit', () => {
  expect(teamFormSchema.parse({ ...emptyTeam, name: ' support ' })).toEqual({
    name: 'support',
    budget: [],
    rpm: null,
    tpm: null,
    max_parallel_requests: null,
  });
});

it('an issue stands beside the field it is about', () => {
  const wrong = teamFormSchema.safeParse({
    name: '',
    budget: [{ limit_usd: '-1', period: 'day', mode: 'hard' }],
    rates: { rpm: '1.5', tpm: '', max_parallel_requests: '' },
  });
  expect(wrong.error?.issues.map((issue) => issue.path.join('.'))).toEqual([
    'name',
    'budget.0.limit_usd',
    'rates.rpm',
  ]);
});

it("finds the form's field for a path of the API", () => {
  expect(['name', 'budget.0.period', 'tpm', 'other'].map(teamField)).toEqual([
    'name',
    'budget',
    'rates',
    null,
  ]);
});
