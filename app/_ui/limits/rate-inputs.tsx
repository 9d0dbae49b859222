'use client';

import { InputGroup } from '@cloudflare/kumo/components/input-group';
import { messageAt } from '../form/first-message.ts';
import type { RatesForm } from './limit-form.ts';

const fields = [
  { name: 'rpm', label: 'Requests', unit: 'a minute' },
  { name: 'tpm', label: 'Tokens', unit: 'a minute' },
  { name: 'max_parallel_requests', label: 'Requests at once', unit: 'at most' },
] as const satisfies readonly { name: keyof RatesForm; label: string; unit: string }[];

/** How much a minute, and how much at once. Empty = no limit. */
export const RateInputs = ({
  of,
  rates,
  onChange,
  errors,
}: {
  /** Whose, when it is not plain from where they stand: ` for chat`. */
  readonly of?: string;
  readonly rates: RatesForm;
  readonly onChange: (rates: RatesForm) => void;
  /** Of the form's field. */
  readonly errors: unknown;
}) => (
  <div className="grid items-start gap-3 sm:grid-cols-3">
    {fields.map(({ name, label, unit }) => {
      const message = messageAt(errors, name);
      return (
        <InputGroup
          key={name}
          label={label}
          {...(message === undefined ? {} : { error: { message, match: true as const } })}
        >
          <InputGroup.Input
            aria-label={`${label}${of === undefined ? '' : ` for ${of}`}`}
            inputMode="numeric"
            autoComplete="off"
            placeholder="no limit"
            value={rates[name]}
            onChange={(event) => onChange({ ...rates, [name]: event.target.value })}
          />
          <InputGroup.Addon align="end">{unit}</InputGroup.Addon>
        </InputGroup>
      );
    })}
  </div>
);
