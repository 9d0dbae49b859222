'use client';

import { Checkbox } from '@cloudflare/kumo/components/checkbox';
import { Input } from '@cloudflare/kumo/components/input';
import { InputGroup } from '@cloudflare/kumo/components/input-group';
import { Select } from '@cloudflare/kumo/components/select';
import { useState } from 'react';
import { Controller, type FieldPath, get, useFormContext } from 'react-hook-form';
import { errorProp } from '#app/_ui/form/error-prop.ts';
import { Panel } from '#app/_ui/panel.tsx';
import type { Defaults } from './defaults.ts';
import { numberOrInherited, type RouteForm, statusCodesOf } from './route-form.ts';

interface Threshold {
  readonly path: FieldPath<RouteForm>;
  readonly label: string;
  readonly unit: string;
  readonly help: string;
  readonly inherited: (defaults: Defaults) => number;
}

const limits: readonly Threshold[] = [
  {
    path: 'settings.timeouts.connect_ms',
    label: 'Connect',
    unit: 'ms',
    help: 'To open a connection.',
    inherited: (defaults) => defaults.timeouts.connect_ms,
  },
  {
    path: 'settings.timeouts.first_token_ms',
    label: 'First token',
    unit: 'ms',
    help: 'Streams: until content arrives. A slow target is passed.',
    inherited: (defaults) => defaults.timeouts.first_token_ms,
  },
  {
    path: 'settings.timeouts.idle_ms',
    label: 'Idle',
    unit: 'ms',
    help: 'Streams: between two pieces of content.',
    inherited: (defaults) => defaults.timeouts.idle_ms,
  },
  {
    path: 'settings.timeouts.response_ms',
    label: 'Whole answer',
    unit: 'ms',
    help: 'Without streaming: per attempt.',
    inherited: (defaults) => defaults.timeouts.response_ms,
  },
  {
    path: 'settings.timeouts.total_ms',
    label: 'Total',
    unit: 'ms',
    help: 'One deadline over all attempts.',
    inherited: (defaults) => defaults.timeouts.total_ms,
  },
];

const retries: readonly Threshold[] = [
  {
    path: 'settings.num_retries',
    label: 'Retries per target',
    unit: 'times',
    help: 'After the first try, for failures that a wait may heal.',
    inherited: (defaults) => defaults.num_retries,
  },
  {
    path: 'settings.max_retry_after_ms',
    label: 'Longest wait obeyed',
    unit: 'ms',
    help: 'A provider that asks for more is passed.',
    inherited: (defaults) => defaults.max_retry_after_ms,
  },
];

const breaker: readonly Threshold[] = [
  {
    path: 'settings.breaker.consecutive_failures',
    label: 'Failures in a row',
    unit: 'failures',
    help: 'Open the circuit of a target.',
    inherited: (defaults) => defaults.breaker.consecutive_failures,
  },
  {
    path: 'settings.breaker.cooldown_ms',
    label: 'Rest',
    unit: 'ms',
    help: 'Before the first probe.',
    inherited: (defaults) => defaults.breaker.cooldown_ms,
  },
  {
    path: 'settings.breaker.max_cooldown_ms',
    label: 'Longest rest',
    unit: 'ms',
    help: 'When probes keep failing.',
    inherited: (defaults) => defaults.breaker.max_cooldown_ms,
  },
];

const ThresholdField = ({
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
        inputMode="numeric"
        placeholder={String(threshold.inherited(defaults))}
        {...register(threshold.path, { setValueAs: numberOrInherited })}
      />
      <InputGroup.Addon align="end">{threshold.unit}</InputGroup.Addon>
    </InputGroup>
  );
};

const Group = ({
  title,
  thresholds,
  defaults,
}: {
  readonly title: string;
  readonly thresholds: readonly Threshold[];
  readonly defaults: Defaults;
}) => (
  <fieldset className="flex flex-col gap-3">
    <legend className="pb-2 font-medium text-kumo-strong">{title}</legend>
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {thresholds.map((threshold) => (
        <ThresholdField key={threshold.path} threshold={threshold} defaults={defaults} />
      ))}
    </div>
  </fieldset>
);

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

/** Limits, retries and breaker of a route; an empty field is inherited, and shows what. */
export const ThresholdFields = ({ defaults }: { readonly defaults: Defaults }) => (
  <Panel title="Thresholds" note="An empty field is inherited; its default stands in grey.">
    <div className="flex flex-col gap-7">
      <Group title="Time limits" thresholds={limits} defaults={defaults} />
      <Group title="Retries" thresholds={retries} defaults={defaults} />
      <Group title="Circuit breaker" thresholds={breaker} defaults={defaults} />
      <fieldset className="flex flex-col gap-4">
        <legend className="pb-2 font-medium text-kumo-strong">Moving on</legend>
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          <LatencyClass inherited={defaults.latency_class} />
          <StatusCodes />
        </div>
        <RescueAuthentication />
      </fieldset>
    </div>
  </Panel>
);
