import { expect, it } from 'vitest';
import { configOf, problemsOf } from './testing/config-fixture.ts';
import { validateConfig } from './validate.ts';

const key = (settings: string) => problemsOf(`version: 1\nkeys:\n  a: ${settings}\n`);

/** What is wrong, the settings of the key `a`, and the lines that `validate` prints of it. */
const badLimits: [string, string, string[]][] = [
  [
    'amounts that are none, or not exact',
    '{ budget: [{ limit_usd: 0, period: hour }, { limit_usd: -1, period: day }, { limit_usd: 0.0000000001, period: week }, { limit_usd: 2000000000, period: month }, { limit_usd: 1234567.123456789, period: total }] }',
    [
      'c.yaml:3:30: keys.a.budget[0].limit_usd: must be more than 0',
      'c.yaml:3:62: keys.a.budget[1].limit_usd: must be more than 0',
      'c.yaml:3:94: keys.a.budget[2].limit_usd: must have at most nine digits after the point',
      'c.yaml:3:137: keys.a.budget[3].limit_usd: must be at most 1000000000',
      'c.yaml:3:179: keys.a.budget[4].limit_usd: must have at most 15 digits',
    ],
  ],
  [
    'the same period twice',
    '{ budget: [{ limit_usd: 1, period: day }, { limit_usd: 2, period: day, mode: soft }] }',
    ['c.yaml:3:72: keys.a.budget[1].period: there is a budget for each "day" already'],
  ],
  [
    'a budget without an amount, of no period, in no mode, with another word',
    '{ budget: { limt_usd: 1, period: daily, mode: warn } }',
    [
      'c.yaml:3:8: keys.a.budget.limit_usd: is required',
      'c.yaml:3:28: keys.a.budget.limt_usd: unknown setting "limt_usd"; did you mean "limit_usd"?',
      'c.yaml:3:39: keys.a.budget.period: "daily" is not one of hour, day, week, month, total',
      'c.yaml:3:52: keys.a.budget.mode: "warn" is not one of hard, soft',
    ],
  ],
  ['a number as a budget', '{ budget: 50 }', ['c.yaml:3:16: keys.a.budget: must be a mapping']],
  [
    'a budget for a model that the key may not call',
    '{ models: [chat, main/m], model_budgets: { caht: { limit_usd: 1, period: day }, main/m: [] } }',
    ['c.yaml:3:49: keys.a.model_budgets.caht: this key may not call "caht"; did you mean "chat"?'],
  ],
  [
    'a budget for a target, which a key for every route may not name',
    '{ model_budgets: { main/m: { limit_usd: 1, period: day } } }',
    ['c.yaml:3:25: keys.a.model_budgets["main/m"]: this key may not call "main/m"'],
  ],
  [
    'rates for a model that the key may not call, and rates that are none',
    '{ models: [chat], model_limits: { caht: { rpm: 5 } } }\n  b: { model_limits: { chat: { rpm: 0, rmp: 5 } } }',
    [
      'c.yaml:3:40: keys.a.model_limits.caht: this key may not call "caht"; did you mean "chat"?',
      'c.yaml:4:37: keys.b.model_limits.chat.rpm: must be at least 1',
      'c.yaml:4:40: keys.b.model_limits.chat.rmp: unknown setting "rmp"; did you mean "rpm"?',
    ],
  ],
  [
    'a word that is not yes or no',
    '{ allow_unpriced: never }',
    ['c.yaml:3:24: keys.a.allow_unpriced: must be true or false'],
  ],
];

it.each(badLimits)('is told with its place: %s', (_name, settings, expected) => {
  expect(key(settings)).toEqual(expected);
});

it('is told with its place: limits where they mean nothing, and times to keep what is not kept', () => {
  const text = `version: 1
organisation: { rpm: 5, retention: { requests_days: 0, payloads_days: 7 } }
providers:
  main: { adapter: openai, budget: [], tpm: 5 }
teams:
  a: { model_budgets: {}, allow_unpriced: true }
`;
  expect(problemsOf(text)).toEqual([
    'c.yaml:2:17: organisation.rpm: unknown setting "rpm"',
    'c.yaml:2:53: organisation.retention.requests_days: must be at least 1',
    'c.yaml:2:56: organisation.retention.payloads_days: "payloads_days" is not supported yet',
    'c.yaml:4:40: providers.main.tpm: unknown setting "tpm"',
    'c.yaml:6:8: teams.a.model_budgets: unknown setting "model_budgets"',
    'c.yaml:6:27: teams.a.allow_unpriced: unknown setting "allow_unpriced"',
  ]);
});

it('has one way of writing: the same limits written differently are the same document', () => {
  const of = (settings: string) => configOf(`version: 1\nkeys: { a: ${settings} }\n`).document.keys?.a;
  expect(
    of('{ budget: [{ limit_usd: 5, period: day, mode: hard }], model_budgets: {}, allow_unpriced: true }'),
  ).toEqual(of('{ budget: { period: day, limit_usd: 5.0 } }'));
  expect(
    of('{ budget: [{ limit_usd: 9, period: month, mode: soft }, { limit_usd: 5, period: hour }] }'),
  ).toEqual({
    budget: [
      { limit_usd: 5, period: 'hour' },
      { limit_usd: 9, period: 'month', mode: 'soft' },
    ],
  });
  expect(of('{ budget: [] }')).toEqual({});
});

it('warns of a budget for a route that does not exist', () => {
  const text =
    'version: 1\nroutes: {}\nkeys:\n  a: { model_budgets: { chat: { limit_usd: 1, period: day } } }\n';
  const result = validateConfig(text, { env: {} });
  expect(result.ok && result.config.warnings).toEqual([
    {
      path: 'keys.a.model_budgets.chat',
      line: 4,
      column: 25,
      message: 'there is no route "chat"',
      suggestion: null,
    },
  ]);
});
