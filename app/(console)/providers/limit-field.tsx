import { InputGroup } from '@cloudflare/kumo/components/input-group';
import type { UseFormRegisterReturn } from 'react-hook-form';

/** A number of a credential, with its unit inside the field. */
export const LimitField = ({
  label,
  unit,
  help,
  problem,
  field,
}: {
  readonly label: string;
  readonly unit: string;
  readonly help: string;
  readonly problem: { readonly message?: string | undefined } | undefined;
  readonly field: UseFormRegisterReturn;
}) => (
  <InputGroup
    label={label}
    description={help}
    {...(problem?.message === undefined ? {} : { error: { message: problem.message, match: true as const } })}
  >
    <InputGroup.Input aria-label={label} inputMode="numeric" autoComplete="off" {...field} />
    <InputGroup.Addon align="end">{unit}</InputGroup.Addon>
  </InputGroup>
);
