import { expect, it } from 'vitest';
import { firstMessage } from '#app/_ui/form/first-message.ts';
import { emptyKey, keyField, keyFormSchema, parseTags, tagsText } from './key-form.ts';

it('what is left empty means every route, no team, no end and no limit', () => {
  expect(keyFormSchema.parse({ ...emptyKey, name: 'support-bot' })).toEqual({
    name: 'support-bot',
    team: null,
    models: null,
    tags: {},
    expires_at: null,
    budget: [],
    rpm: null,
    tpm: null,
    max_parallel_requests: null,
    model_budgets: {},
    model_limits: {},
    allow_unpriced: true,
  });
});

it('a time of the viewer becomes a point in time', () => {
  const parsed = keyFormSchema.parse({ ...emptyKey, name: 'a', expires_at: '2027-01-01T10:30' });
  expect(parsed.expires_at).toBe(new Date('2027-01-01T10:30').toISOString());
});

it('tags are pairs; anything else is refused beside the field', () => {
  expect(parseTags('product=helpdesk, env = prod ,')).toEqual({ product: 'helpdesk', env: 'prod' });
  expect(tagsText({ product: 'helpdesk', env: 'prod' })).toBe('product=helpdesk, env=prod');
  const wrong = keyFormSchema.safeParse({ ...emptyKey, name: 'a', tags: 'helpdesk' });
  expect(wrong.error?.issues[0]).toMatchObject({
    path: ['tags'],
    message: 'Write tags as name=value, name=value.',
  });
});

it("finds the form's field for a path of the API", () => {
  expect(keyField('models.0')).toBe('models');
  expect(keyField('grace')).toBeNull();
});

it('finds the sentence inside a nested error', () => {
  expect(firstMessage({ product: { message: 'A tag needs a value.' } })).toBe('A tag needs a value.');
  expect(firstMessage(undefined)).toBeUndefined();
});

it('an issue of a limit stands beside the field it is about', () => {
  const budget = [{ limit_usd: 'x', period: 'day', mode: 'hard' }] as const;
  const rates = { rpm: '0', tpm: '', max_parallel_requests: '' };
  const wrong = keyFormSchema.safeParse({
    ...emptyKey,
    name: 'a',
    rates,
    budget,
    by_model: [
      { model: 'chat', budget, rates },
      { model: 'chat', budget: [], rates: emptyKey.rates },
      { model: '', budget: [], rates: emptyKey.rates },
    ],
  });
  const paths = wrong.error?.issues.map((issue) => issue.path.join('.'));
  expect(paths).toEqual(
    expect.arrayContaining(['budget.0.limit_usd', 'rates.rpm', 'by_model.1.model', 'by_model.2.model']),
  );
  const once = keyFormSchema.safeParse({
    ...emptyKey,
    name: 'a',
    by_model: [{ model: 'gpt-4.1', budget, rates }],
  });
  expect(once.error?.issues.map((issue) => issue.path.join('.'))).toEqual([
    'by_model.0.budget.0.limit_usd',
    'by_model.0.rates.rpm',
  ]);
});
