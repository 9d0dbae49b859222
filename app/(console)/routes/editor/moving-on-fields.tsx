'use client';

import { Checkbox } from '@cloudflare/kumo/components/checkbox';
import { Input } from '@cloudflare/kumo/components/input';
import { Select } from '@cloudflare/kumo/components/select';
import { useState } from 'react';
import { Controller, useFormContext } from 'react-hook-form';
import { errorProp } from '#app/_ui/form/error-prop.ts';
import { type RouteForm, statusCodesOf } from './route-form.ts';

const LatencyClass = ({ inherited }: { readonly inherited: string }) => {
  const { control } = useFormContext<RouteForm>();
  const items = {
    inherited: `Inherited (${inherited})`,
    interactive: 'Interactive: someone waits',
    standard: 'Standard',
  };
  return (
    <Controller
      control={control}
      name="settings.latency_class"
      render={({ field }) => (
        <Select
          label="Latency class"
          className="w-full"
          description="How quickly an answer is needed."
          value={field.value ?? 'inherited'}
          onValueChange={(value) => field.onChange(value === 'inherited' ? undefined : value)}
          items={items}
        >
          {Object.entries(items).map(([value, label]) => (
            <Select.Option key={value} value={value}>
              {label}
            </Select.Option>
          ))}
        </Select>
      )}
    />
  );
};

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
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <LatencyClass inherited={inheritedClass} />
      <StatusCodes />
    </div>
    <RescueAuthentication />
  </fieldset>
);
