'use client';

import { Select } from '@cloudflare/kumo/components/select';
import { Controller, useFormContext } from 'react-hook-form';
import type { RouteForm } from './route-form.ts';

/** A choice of a route that is inherited when it is not made; `inherited` says what that gives. */
export const InheritedSelect = ({
  name,
  label,
  description,
  inherited,
  choices,
}: {
  readonly name: 'settings.latency_class' | 'settings.stream_recovery' | 'settings.stream_chunking';
  readonly label: string;
  readonly description: string;
  readonly inherited: string;
  readonly choices: Readonly<Record<string, string>>;
}) => {
  const { control } = useFormContext<RouteForm>();
  const items = { inherited: `Inherited (${inherited})`, ...choices };
  return (
    <Controller
      control={control}
      name={name}
      render={({ field }) => (
        <Select
          label={label}
          className="w-full min-w-0"
          description={description}
          value={field.value ?? 'inherited'}
          onValueChange={(value) => field.onChange(value === 'inherited' ? undefined : value)}
          items={items}
        >
          {Object.entries(items).map(([value, text]) => (
            <Select.Option key={value} value={value}>
              {text}
            </Select.Option>
          ))}
        </Select>
      )}
    />
  );
};
