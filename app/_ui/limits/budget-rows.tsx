'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { InputGroup } from '@cloudflare/kumo/components/input-group';
import { Select } from '@cloudflare/kumo/components/select';
import { PlusIcon, XIcon } from '@phosphor-icons/react';
import { budgetPeriods } from '#lib/gateway/budgets/budget.ts';
import { messageAt } from '../form/first-message.ts';
import { periodWords } from './budget-share.ts';
import { type BudgetRow, nextBudget } from './limit-form.ts';

const modeWords = {
  hard: 'refuse beyond it',
  soft: 'only tell',
} as const satisfies Record<BudgetRow['mode'], string>;

interface RowProps {
  /** `Budget 1`, for those who do not see where it stands. */
  readonly name: string;
  readonly row: BudgetRow;
  readonly onChange: (row: BudgetRow) => void;
  readonly onRemove: () => void;
  readonly problem: string | undefined;
}

const Row = ({ name, row, onChange, onRemove, problem }: RowProps) => (
  <li className="flex flex-col gap-1">
    <div className="flex flex-wrap items-center gap-2">
      <InputGroup className="min-w-28 flex-1">
        <InputGroup.Addon align="start">$</InputGroup.Addon>
        <InputGroup.Input
          aria-label={`${name}: amount in USD`}
          aria-invalid={problem !== undefined}
          inputMode="decimal"
          autoComplete="off"
          value={row.limit_usd}
          onChange={(event) => onChange({ ...row, limit_usd: event.target.value })}
        />
      </InputGroup>
      <Select
        aria-label={`${name}: period`}
        className="w-28"
        value={row.period}
        onValueChange={(value) =>
          onChange({ ...row, period: budgetPeriods.find((period) => period === value) ?? row.period })
        }
        renderValue={(value) => periodWords[value]}
      >
        {budgetPeriods.map((period) => (
          <Select.Option key={period} value={period}>
            {periodWords[period]}
          </Select.Option>
        ))}
      </Select>
      <Select
        aria-label={`${name}: what happens then`}
        className="w-40"
        value={row.mode}
        onValueChange={(value) => onChange({ ...row, mode: value === 'soft' ? 'soft' : 'hard' })}
        renderValue={(value) => modeWords[value]}
      >
        {(['hard', 'soft'] as const).map((mode) => (
          <Select.Option key={mode} value={mode}>
            {modeWords[mode]}
          </Select.Option>
        ))}
      </Select>
      <Button
        variant="ghost"
        shape="square"
        size="sm"
        icon={<XIcon />}
        aria-label={`Remove ${name.toLowerCase()}`}
        onClick={onRemove}
      />
    </div>
    {problem !== undefined && (
      <p role="alert" className="text-sm text-failed">
        {problem}
      </p>
    )}
  </li>
);

/** Budgets as rows: amount, period, and what happens when it is spent. */
export const BudgetRows = ({
  label = 'Budget',
  help,
  rows,
  onChange,
  errors,
}: {
  readonly label?: string;
  readonly help?: string;
  readonly rows: readonly BudgetRow[];
  readonly onChange: (rows: readonly BudgetRow[]) => void;
  /** Of the form's field. */
  readonly errors: unknown;
}) => (
  <fieldset className="flex min-w-0 flex-col gap-2">
    <legend className="mb-1 font-medium text-kumo-strong">{label}</legend>
    {rows.length > 0 && (
      <ul className="flex flex-col gap-2">
        {rows.map((row, index) => (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; it has no other identity.
            key={index}
            name={`${label} ${index + 1}`}
            row={row}
            onChange={(changed) => onChange(rows.with(index, changed))}
            onRemove={() => onChange(rows.toSpliced(index, 1))}
            problem={messageAt(errors, index)}
          />
        ))}
      </ul>
    )}
    {rows.length < budgetPeriods.length && (
      <Button
        size="sm"
        className="self-start"
        icon={<PlusIcon />}
        onClick={() => onChange([...rows, nextBudget(rows)])}
      >
        {rows.length === 0 ? 'Set a budget' : 'Add another period'}
      </Button>
    )}
    {help !== undefined && <p className="text-sm text-kumo-subtle">{help}</p>}
  </fieldset>
);
