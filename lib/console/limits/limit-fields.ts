import { readLimits } from '../../config/build-limits.ts';
import { type BudgetForm, budgetForm, budgetList } from '../../config/schema/budget.ts';
import { keyLimits, keyLimitsShape } from '../../config/schema/limits.ts';
import { storedLimits } from '../../config/stored-limits.ts';
import type { BudgetItem } from './schema.ts';

/** Rates as an answer has them; null = no limit. */
export interface RateFields {
  readonly rpm: number | null;
  readonly tpm: number | null;
  readonly max_parallel_requests: number | null;
}

/** Every limit that a key can have, as an answer has them. A team and a provider have the first of them. */
export interface LimitFields extends RateFields {
  readonly budget: BudgetItem[];
  readonly model_budgets: Record<string, BudgetItem[]>;
  readonly model_limits: Record<string, RateFields>;
  readonly allow_unpriced: boolean;
}

/** Limits in a body: what is absent stays. */
export type LimitInput = {
  readonly [Field in Exclude<keyof LimitFields, 'model_limits'>]?: LimitFields[Field] | undefined;
} & { readonly model_limits?: Readonly<Record<string, PartialRates>> | undefined };

type PartialRates = { readonly [Field in keyof RateFields]?: RateFields[Field] | undefined };

/** A column of limits as fields; nothing is limited when this version cannot read it. */
export function limitFieldsOf(column: unknown): LimitFields {
  const settings = readLimits(keyLimits, column) ?? {};
  const { budget, model_budgets = {}, model_limits = {} } = settings;
  return {
    budget: budgetItems(budget),
    ...ratesOf(settings),
    model_budgets: mapValues(model_budgets, budgetItems),
    model_limits: mapValues(model_limits, ratesOf),
    allow_unpriced: settings.allow_unpriced ?? true,
  };
}

/** The column after a change: what the input leaves out stays. Null = nothing is limited. */
export function changedLimits(column: unknown, input: LimitInput): Record<string, unknown> | null {
  const now = limitFieldsOf(column);
  const rates = (fields: PartialRates, stored: PartialRates = {}) =>
    withoutNull({
      rpm: fields.rpm === undefined ? stored.rpm : fields.rpm,
      tpm: fields.tpm === undefined ? stored.tpm : fields.tpm,
      max_parallel_requests:
        fields.max_parallel_requests === undefined
          ? stored.max_parallel_requests
          : fields.max_parallel_requests,
    });
  const settings = {
    budget: budgetForm((input.budget ?? now.budget).map(settingsOf)),
    model_budgets: filled(
      mapValues(input.model_budgets ?? now.model_budgets, (budgets) => budgetForm(budgets.map(settingsOf))),
    ),
    ...rates(input, now),
    model_limits: filled(mapValues(input.model_limits ?? now.model_limits, (each) => filled(rates(each)))),
    allow_unpriced: (input.allow_unpriced ?? now.allow_unpriced) ? undefined : false,
  };
  return storedLimits(settings, keyLimitsShape);
}

const budgetItems = (form: BudgetForm | undefined): BudgetItem[] =>
  budgetList(form).map(({ limit_usd, period, mode }) => ({ limit_usd, period, mode: mode ?? 'hard' }));

const settingsOf = ({ limit_usd, period, mode }: BudgetItem) => ({
  limit_usd,
  period,
  ...(mode === 'soft' ? { mode } : {}),
});

const ratesOf = ({ rpm, tpm, max_parallel_requests }: PartialRates): RateFields => ({
  rpm: rpm ?? null,
  tpm: tpm ?? null,
  max_parallel_requests: max_parallel_requests ?? null,
});

function withoutNull(fields: PartialRates): Record<string, number> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])),
  );
}

/** Undefined when nothing is left of it: nothing written says nothing. */
function filled<Value>(entries: Record<string, Value | undefined>): Record<string, Value> | undefined {
  const written = Object.entries(entries).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return written.length === 0 ? undefined : Object.fromEntries(written);
}

function mapValues<Value, Result>(
  entries: Readonly<Record<string, Value>>,
  result: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, result(value)]));
}
