'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { Select } from '@cloudflare/kumo/components/select';
import { PlusIcon, XIcon } from '@phosphor-icons/react';
import { messageAt } from '#app/_ui/form/first-message.ts';
import { FormError } from '#app/_ui/form/form-error.tsx';
import { BudgetRows } from '#app/_ui/limits/budget-rows.tsx';
import { noRates } from '#app/_ui/limits/limit-form.ts';
import { RateInputs } from '#app/_ui/limits/rate-inputs.tsx';
import type { ModelRow } from './key-form.ts';

interface RowProps {
  readonly row: ModelRow;
  /** What the key may call. */
  readonly names: readonly string[];
  readonly onChange: (row: ModelRow) => void;
  readonly onRemove: () => void;
  readonly errors: unknown;
}

const Row = ({ row, names, onChange, onRemove, errors }: RowProps) => {
  const problem = messageAt(errors, 'model');
  const title = row.model === '' ? 'a model' : row.model;
  return (
    <li className="flex flex-col gap-3 rounded-md border border-kumo-line p-3">
      <div className="flex items-start gap-2">
        <Select
          aria-label="Route or model"
          className="min-w-0 flex-1 font-mono"
          placeholder="Choose a route or model"
          value={row.model}
          onValueChange={(model) => onChange({ ...row, model: String(model) })}
          {...(problem === undefined ? {} : { error: problem })}
        >
          {[...new Set([...names, ...(row.model === '' ? [] : [row.model])])].map((name) => (
            <Select.Option key={name} value={name}>
              {name}
            </Select.Option>
          ))}
        </Select>
        <Button
          variant="ghost"
          shape="square"
          icon={<XIcon />}
          aria-label={`Remove the limits of ${title}`}
          onClick={onRemove}
        />
      </div>
      <BudgetRows
        label={`Budget for ${title}`}
        rows={row.budget}
        onChange={(budget) => onChange({ ...row, budget })}
        errors={messageless(errors, 'budget')}
      />
      <RateInputs
        of={title}
        rates={row.rates}
        onChange={(rates) => onChange({ ...row, rates })}
        errors={messageless(errors, 'rates')}
      />
    </li>
  );
};

/** The errors of one part of a row. */
const messageless = (errors: unknown, part: 'budget' | 'rates'): unknown =>
  typeof errors === 'object' && errors !== null
    ? (errors as Readonly<Record<string, unknown>>)[part]
    : undefined;

/** Routes and models of a key with limits of their own, beside those on everything. */
export const ModelLimits = ({
  rows,
  names,
  onChange,
  errors,
  problem,
}: {
  readonly rows: readonly ModelRow[];
  readonly names: readonly string[];
  readonly onChange: (rows: readonly ModelRow[]) => void;
  /** Of the form's field, by row. */
  readonly errors: unknown;
  /** A refusal of all of them. */
  readonly problem: string | undefined;
}) => {
  const rowErrors = Array.isArray(errors) ? errors : [];
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 font-medium text-kumo-strong">Limits of single models</legend>
      <FormError message={problem} />
      {rows.length > 0 && (
        <ul className="flex flex-col gap-3">
          {rows.map((row, index) => (
            <Row
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; its model may not be chosen yet.
              key={index}
              row={row}
              names={names}
              onChange={(changed) => onChange(rows.with(index, changed))}
              onRemove={() => onChange(rows.toSpliced(index, 1))}
              errors={rowErrors[index]}
            />
          ))}
        </ul>
      )}
      <Button
        size="sm"
        className="self-start"
        icon={<PlusIcon />}
        onClick={() => onChange([...rows, { model: '', budget: [], rates: noRates }])}
      >
        Limit a route or model
      </Button>
    </fieldset>
  );
};
