import fc from 'fast-check';
import { budgetPeriods } from '#lib/gateway/budgets/budget.ts';
import { capabilities } from '#lib/gateway/configuration.ts';
import type { BudgetForm } from '../schema/budget.ts';
import type { ConfigDocument } from '../schema.ts';

const name = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,8}$/);
const spokenName = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._ -]{0,8}[a-z0-9])?$/);
const model = fc.stringMatching(/^[a-z0-9/._:@-]{1,12}$/);
const secret = fc.stringMatching(/^[!-#%-~]{20,40}$/);
const perMinute = fc.constantFrom(1, 500, Number.MAX_SAFE_INTEGER);
const milliseconds = fc.integer({ min: 1, max: 86_400_000 });
/** Named things, at most a few. */
const some = <Value>(key: fc.Arbitrary<string>, value: fc.Arbitrary<Value>) =>
  fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });
const maybe = <Shape extends Record<string, fc.Arbitrary<unknown>>>(shape: Shape) =>
  fc.record(shape, { requiredKeys: [] });

const credentials = fc.uniqueArray(
  fc.record(
    {
      name: spokenName,
      secret,
      weight: fc.integer({ min: 1, max: 1_000_000 }),
      rpm: perMinute,
      tpm: perMinute,
    },
    { requiredKeys: ['name', 'secret'] },
  ),
  { selector: (credential) => credential.name, maxLength: 3 },
);

const budget = fc.record(
  {
    limit_usd: fc.constantFrom(0.000000001, 0.1, 5, 1_000_000_000),
    period: fc.constantFrom(...budgetPeriods),
    mode: fc.constantFrom('hard' as const, 'soft' as const),
  },
  { requiredKeys: ['limit_usd', 'period'] },
);
/** As a person writes them, in any form; what they are read as is the same in every form. */
const budgets = fc.oneof(
  budget,
  fc.uniqueArray(budget, { selector: ({ period }) => period, maxLength: 3 }),
) as unknown as fc.Arbitrary<BudgetForm>;
const rates = { rpm: perMinute, tpm: perMinute, max_parallel_requests: perMinute };

const provider = fc.record(
  {
    adapter: fc.constantFrom('openai', 'simulator'),
    base_url: fc.constantFrom('https://a.example.com/v1', 'https://b.example.com'),
    allow_private_network: fc.boolean(),
    health_check: fc.boolean(),
    budget: budgets,
    credentials,
  },
  { requiredKeys: ['adapter'] },
);

const price = fc.integer({ min: 0, max: 10 ** 9 }).map((nano) => nano / 10 ** 9);
const modelSettings = maybe({
  context_window: fc.integer({ min: 1, max: 10_000_000 }),
  max_output_tokens: fc.integer({ min: 1, max: 100_000 }),
  capabilities: fc.uniqueArray(fc.constantFrom(...capabilities)),
  price: fc.record(
    { input: price, output: price, cached_input: price },
    { requiredKeys: ['input', 'output'] },
  ),
  max_parallel_requests: fc.integer({ min: 1, max: 1_000 }),
});

const routeExtras = maybe({
  strategy: fc.constant('priority' as const),
  latency_class: fc.constantFrom('interactive' as const, 'standard' as const, 'batch' as const),
  num_retries: fc.integer({ min: 0, max: 2 }),
  timeouts: maybe({ connect_ms: milliseconds, idle_ms: milliseconds, total_ms: milliseconds }),
  breaker: maybe({
    consecutive_failures: fc.integer({ min: 1, max: 50 }),
    failure_rate: fc.integer({ min: 1, max: 100 }).map((percent) => percent / 100),
    minimum_requests: fc.integer({ min: 1, max: 500 }),
  }),
  stream_recovery: fc.constantFrom('off' as const, 'replay' as const, 'continue' as const, 'buffer' as const),
  stream_chunking: fc.constantFrom('as_sent' as const, 'words' as const),
  recovery_max_cost_usd: fc.constantFrom(0, 0.001, 0.25, 2),
  rescue_authentication_failures: fc.boolean(),
  on_status_codes: fc.uniqueArray(fc.integer({ min: 400, max: 599 }), { minLength: 1, maxLength: 4 }),
});

const keyExtras = maybe({
  budget: budgets,
  ...rates,
  allow_unpriced: fc.boolean(),
  tags: some(name, spokenName),
  expires_at: fc
    .date({
      min: new Date('2026-01-01T00:00:00Z'),
      max: new Date('2099-01-01T00:00:00Z'),
      noInvalidDate: true,
    })
    .map((date) => date.toISOString()),
});

const zip = <Value>(names: readonly string[], values: readonly Value[]): Record<string, Value> =>
  Object.fromEntries(
    names.flatMap((each, index) => values.slice(index, index + 1).map((value) => [each, value])),
  );

/** Any valid configuration: routes name its providers and earlier routes, keys its teams and routes. */
export const someDocument: fc.Arbitrary<ConfigDocument> = fc
  .record({
    providers: fc.dictionary(name, provider, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
    teams: some(spokenName, maybe({ budget: budgets, ...rates })),
    routeNames: fc.uniqueArray(name, { maxLength: 4 }),
    keyNames: fc.uniqueArray(spokenName, { maxLength: 4 }),
  })
  .chain(({ providers, teams, routeNames, keyNames }) => {
    const target = fc
      .tuple(fc.constantFrom(...Object.keys(providers)), model)
      .map((parts) => parts.join('/'));
    const targets = (earlier: string[], minLength = 1) =>
      fc.uniqueArray(
        earlier.length === 0
          ? target
          : fc.oneof(target, fc.constantFrom(...earlier.map((route) => `route:${route}`))),
        { minLength, maxLength: 4 },
      );
    const fallbacks = maybe({
      context_window_fallbacks: targets(routeNames, 0),
      content_policy_fallbacks: targets(routeNames, 0),
    });
    const route = (index: number) =>
      fc
        .tuple(targets(routeNames.slice(0, index)), routeExtras, fallbacks)
        .map(([list, extras, by]) => [routeNames[index] ?? '', { ...extras, ...by, targets: list }] as const);
    const key = (keyName: string) =>
      fc
        .record({
          extras: keyExtras,
          team: fc.constantFrom(undefined, ...Object.keys(teams)),
          models: fc.uniqueArray(
            fc.constantFrom(...routeNames, ...Object.keys(providers).map((each) => `${each}/m`)),
            {
              minLength: 1,
            },
          ),
          byModel: fc.array(budgets, { maxLength: 2 }),
          limited: fc.boolean(),
        })
        .map(({ extras, team, models, byModel, limited }) => [
          keyName,
          {
            ...extras,
            ...(team === undefined ? {} : { team }),
            ...(limited ? { models, model_budgets: zip(models, byModel) } : {}),
          },
        ]);
    return fc.record({
      version: fc.constant(1 as const),
      organisation: maybe({ budget: budgets, retention: maybe({ requests_days: fc.constantFrom(1, 3650) }) }),
      providers: fc.constant(providers),
      models: some(target, modelSettings),
      routes: fc
        .tuple(...routeNames.map((_name, index) => route(index)))
        .map((all) => Object.fromEntries(all)),
      teams: fc.constant(teams),
      keys: fc.tuple(...keyNames.map(key)).map((all) => Object.fromEntries(all)),
    });
  });
