'use client';

import { Checkbox } from '@cloudflare/kumo/components/checkbox';
import { Input } from '@cloudflare/kumo/components/input';
import { Select } from '@cloudflare/kumo/components/select';
import { Controller, type UseFormReturn } from 'react-hook-form';
import { errorProp } from '#app/_ui/form/error-prop.ts';
import { ProviderMark } from '#app/_ui/provider-mark.tsx';
import type { AdapterItem } from '#lib/console/adapters/schema.ts';
import type { CreateProviderInput } from '#lib/console/providers/schema.ts';
import { isOnThisMachine, type ProviderForm } from './provider-form.ts';

/** The form of a new provider. */
export type ProviderFormApi = UseFormReturn<ProviderForm, unknown, CreateProviderInput>;

const AdapterSelect = ({
  form,
  adapters,
}: {
  readonly form: ProviderFormApi;
  readonly adapters: readonly AdapterItem[];
}) => {
  const choose = (id: string) => {
    if (form.getValues('name') === '') form.setValue('name', id);
    const documented = adapters.find((adapter) => adapter.id === id)?.default_base_url ?? null;
    if (form.getValues('base_url') === '')
      form.setValue('allow_private_network', isOnThisMachine(documented));
  };
  const shown = (adapter: AdapterItem) => (
    <span className="flex items-center gap-2">
      <ProviderMark adapter={adapter.id} />
      {adapter.label}
    </span>
  );
  return (
    <Controller
      control={form.control}
      name="adapter"
      render={({ field, fieldState }) => (
        <Select
          label="Adapter"
          className="w-full"
          placeholder="Choose an adapter"
          value={field.value}
          onValueChange={(value) => {
            field.onChange(value);
            choose(String(value));
          }}
          renderValue={(value) => {
            const adapter = adapters.find((one) => one.id === value);
            return adapter ? shown(adapter) : 'Choose an adapter';
          }}
          {...errorProp(fieldState.error)}
        >
          {adapters.map((adapter) => (
            <Select.Option key={adapter.id} value={adapter.id}>
              {shown(adapter)}
            </Select.Option>
          ))}
        </Select>
      )}
    />
  );
};

/** Adapter, name, address and first secret of a new provider. */
export const ProviderFields = ({
  form,
  adapters,
}: {
  readonly form: ProviderFormApi;
  readonly adapters: readonly AdapterItem[];
}) => {
  const { register, formState, watch, control } = form;
  const { errors } = formState;
  const adapter = adapters.find((one) => one.id === watch('adapter'));
  return (
    <>
      <AdapterSelect form={form} adapters={adapters} />
      <Input
        label="Name"
        description="First half of its targets: name/model."
        autoComplete="off"
        className="font-mono"
        {...errorProp(errors.name)}
        {...register('name')}
      />
      <Input
        label="Base URL"
        inputMode="url"
        autoComplete="off"
        className="font-mono"
        placeholder={adapter?.default_base_url ?? 'https://…/v1'}
        description={
          adapter?.default_base_url
            ? 'Leave empty for the documented one.'
            : 'Absolute, version path included.'
        }
        {...errorProp(errors.base_url)}
        {...register('base_url')}
      />
      <Input
        label="Secret"
        type="password"
        autoComplete="new-password"
        passwordManagerIgnore
        className="font-mono"
        description="Sealed when saved and never shown again."
        {...errorProp(errors.secret)}
        {...register('secret')}
      />
      <Controller
        control={control}
        name="allow_private_network"
        render={({ field }) => (
          <Checkbox
            label="The base URL is on a private or loopback address"
            checked={field.value}
            onCheckedChange={field.onChange}
          />
        )}
      />
    </>
  );
};
