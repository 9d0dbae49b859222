'use client';

import { InputGroup } from '@cloudflare/kumo/components/input-group';
import { get, useFormContext } from 'react-hook-form';
import type { Defaults } from './defaults.ts';
import { numberOrInherited, type RouteForm } from './route-form.ts';
import type { Threshold } from './thresholds.ts';

/** One number of a route; empty, it shows what is inherited. */
export const ThresholdField = ({
  threshold,
  defaults,
}: {
  readonly threshold: Threshold;
  readonly defaults: Defaults;
}) => {
  const { register, formState } = useFormContext<RouteForm>();
  const problem: { readonly message?: unknown } | undefined = get(formState.errors, threshold.path);
  const message = problem?.message;
  return (
    <InputGroup
      label={threshold.label}
      description={threshold.help}
      {...(typeof message === 'string' ? { error: { message, match: true as const } } : {})}
    >
      <InputGroup.Input
        aria-label={threshold.label}
        inputMode="decimal"
        placeholder={String(threshold.inherited(defaults))}
        {...register(threshold.path, { setValueAs: numberOrInherited })}
      />
      <InputGroup.Addon align="end">{threshold.unit}</InputGroup.Addon>
    </InputGroup>
  );
};
