'use client';

import { Checkbox } from '@cloudflare/kumo/components/checkbox';
import { Input } from '@cloudflare/kumo/components/input';
import { useState } from 'react';
import { Controller, useFormContext } from 'react-hook-form';
import { errorProp } from '#app/_ui/form/error-prop.ts';
import type { RouteSettings } from '#lib/console/routes/schema.ts';
import { InheritedSelect } from './inherited-select.tsx';
import { type RouteForm, statusCodesOf } from './route-form.ts';

const latencyClasses = {
  interactive: 'Interactive: someone waits',
  standard: 'Standard',
  batch: 'Batch: gives way to the others',
} as const satisfies Record<NonNullable<RouteSettings['latency_class']>, string>;

/** The first of the codes at fault, or what is wrong with all of them. */
const statusProblem = (problem: unknown): { readonly message?: string } | undefined =>
  Array.isArray(problem) ? problem.find(Boolean) : (problem as { readonly message?: string } | undefined);

const StatusCodes = () => {
  const { control, formState } = useFormContext<RouteForm>();
  const problem = formState.errors.settings?.on_status_codes;
  return (
    <Controller
      control={control}
      name="settings.on_status_codes"
      render={({ field }) => (
        <StatusCodesInput
          initial={(field.value ?? []).join(', ')}
          problem={statusProblem(problem)}
          onChange={(text) => field.onChange(statusCodesOf(text))}
        />
      )}
    />
  );
};

const StatusCodesInput = ({
  initial,
  problem,
  onChange,
}: {
  readonly initial: string;
  readonly problem: { readonly message?: string | undefined } | undefined;
  readonly onChange: (text: string) => void;
}) => {
  const [text, setText] = useState(initial);
  return (
    <Input
      label="Only these statuses move on"
      placeholder="every failure that should"
      description="Such as 429, 503. Broken connections always move on."
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        onChange(event.target.value);
      }}
      {...errorProp(problem)}
    />
  );
};

const RescueAuthentication = () => {
  const { control } = useFormContext<RouteForm>();
  return (
    <Controller
      control={control}
      name="settings.rescue_authentication_failures"
      render={({ field }) => (
        <Checkbox
          label="Also move on when a provider refuses our credential"
          checked={field.value === true}
          onCheckedChange={(checked) => field.onChange(checked ? true : undefined)}
        />
      )}
    />
  );
};

/** What makes a request move on to the next target. */
export const MovingOnFields = ({ inheritedClass }: { readonly inheritedClass: string }) => (
  <fieldset className="flex flex-col gap-4">
    <legend className="pb-2 font-medium text-kumo-strong">Moving on</legend>
    <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <InheritedSelect
        name="settings.latency_class"
        label="Latency class"
        description="How quickly an answer is needed."
        inherited={inheritedClass}
        choices={latencyClasses}
      />
      <StatusCodes />
    </div>
    <RescueAuthentication />
  </fieldset>
);
