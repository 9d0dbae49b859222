import { z } from 'zod';
import {
  type BudgetRow,
  budgetRowsOf,
  budgetsOf,
  checkedBy,
  isRate,
  noRates,
  type RatesForm,
  ratesFormOf,
  ratesOf,
} from '#app/_ui/limits/limit-form.ts';
import { toLocalField } from '#app/_ui/time-range.ts';
import { createKeyInput, type KeyItem } from '#lib/console/keys/schema.ts';

/** The form of a key: the verb's input as texts. */
export interface KeyForm {
  readonly name: string;
  /** Empty = no team. */
  readonly team: string;
  /** Empty = every route. */
  readonly models: string[];
  /** `product=helpdesk, env=prod`. */
  readonly tags: string;
  /** A `datetime-local` value in the viewer's zone; empty = never. */
  readonly expires_at: string;
  readonly budget: readonly BudgetRow[];
  readonly rates: RatesForm;
  /** Routes and models with limits of their own. */
  readonly by_model: readonly ModelRow[];
  readonly allow_unpriced: boolean;
}

/** What a key may use of one route or model. */
export interface ModelRow {
  readonly model: string;
  readonly budget: readonly BudgetRow[];
  readonly rates: RatesForm;
}

/** What a new key starts from: every route, no end, no limit. */
export const emptyKey: KeyForm = {
  name: '',
  team: '',
  models: [],
  tags: '',
  expires_at: '',
  budget: [],
  rates: noRates,
  by_model: [],
  allow_unpriced: true,
};

/** Fills the form from a key. */
export const keyFormOf = (key: KeyItem): KeyForm => ({
  name: key.name,
  team: key.team ?? '',
  models: key.models ?? [],
  tags: tagsText(key.tags),
  expires_at: key.expires_at === null ? '' : toLocalField(new Date(key.expires_at)),
  budget: budgetRowsOf(key.budget),
  rates: ratesFormOf(key),
  by_model: modelRowsOf(key),
  allow_unpriced: key.allow_unpriced,
});

const modelRowsOf = ({ model_budgets, model_limits }: KeyItem): ModelRow[] =>
  [...new Set([...Object.keys(model_budgets), ...Object.keys(model_limits)])].map((model) => {
    const rates = model_limits[model];
    return {
      model,
      budget: budgetRowsOf(model_budgets[model] ?? []),
      rates: rates === undefined ? noRates : ratesFormOf(rates),
    };
  });

/** `product=helpdesk, env=prod`. */
export const tagsText = (tags: Readonly<Record<string, string>>): string =>
  Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');

/** Reads name=value pairs separated by commas; null when one of them has no "=". */
export const parseTags = (text: string): Record<string, string> | null => {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 1 ? null : ([pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const);
    });
  return pairs.every((pair) => pair !== null) ? Object.fromEntries(pairs) : null;
};

/** Checks the form by the verb's own schema. */
export const keyFormSchema = z.custom<KeyForm>().transform((form, context) => {
  const tags = parseTags(form.tags);
  if (tags === null)
    context.addIssue({ code: 'custom', path: ['tags'], message: 'Write tags as name=value, name=value.' });
  checkModels(form, context);
  return checkedBy(createKeyInput, (path) => placeOf(form, path))(
    {
      name: form.name,
      team: form.team.trim() === '' ? null : form.team.trim(),
      models: form.models.length === 0 ? null : form.models,
      tags: tags ?? {},
      expires_at: form.expires_at === '' ? null : new Date(form.expires_at).toISOString(),
      budget: budgetsOf(form.budget),
      ...ratesOf(form.rates),
      model_budgets: Object.fromEntries(form.by_model.map((row) => [row.model, budgetsOf(row.budget)])),
      model_limits: Object.fromEntries(form.by_model.map((row) => [row.model, ratesOf(row.rates)])),
      allow_unpriced: form.allow_unpriced,
    },
    context,
  );
});

function checkModels({ by_model: rows }: KeyForm, context: z.RefinementCtx): void {
  for (const [index, { model }] of rows.entries()) {
    const isTwice = rows.findIndex((other) => other.model === model) !== index;
    const message = model === '' ? 'Choose what it limits.' : isTwice ? 'It has limits above already.' : null;
    if (message !== null) context.addIssue({ code: 'custom', path: ['by_model', index, 'model'], message });
  }
}

/** Where the form has what the API calls by this path. */
function placeOf(form: KeyForm, [first, name, ...rest]: readonly PropertyKey[]): PropertyKey[] {
  if (isRate(first)) return ['rates', first];
  if (first === 'model_budgets' || first === 'model_limits') {
    const index = form.by_model.findIndex((row) => row.model === name);
    return ['by_model', index, first === 'model_budgets' ? 'budget' : 'rates', ...rest];
  }
  return [first, name, ...rest].filter((part) => part !== undefined);
}

/** The form's field that a path of the API speaks of; null = none. */
export const keyField = (path: string): keyof KeyForm | null => {
  const first = path.split('.')[0] ?? '';
  if (isRate(first)) return 'rates';
  if (first === 'model_budgets' || first === 'model_limits') return 'by_model';
  return Object.hasOwn(emptyKey, first) ? (first as keyof KeyForm) : null;
};
