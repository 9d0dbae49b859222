'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { Checkbox } from '@cloudflare/kumo/components/checkbox';
import { Input } from '@cloudflare/kumo/components/input';
import { LayerDialog } from '@cloudflare/kumo/components/layer-dialog';
import { Select } from '@cloudflare/kumo/components/select';
import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { zodResolver } from '@hookform/resolvers/zod';
import { PlugsConnectedIcon } from '@phosphor-icons/react';
import { useId, useMemo } from 'react';
import { Controller, type UseFormReturn, useForm } from 'react-hook-form';
import { errorProp } from '#app/_ui/form/error-prop.ts';
import { FormError } from '#app/_ui/form/form-error.tsx';
import { showIssues } from '#app/_ui/form/show-issues.ts';
import { submitOnCtrlEnter } from '#app/_ui/form/submit-on-ctrl-enter.ts';
import { ProviderMark } from '#app/_ui/provider-mark.tsx';
import type { AdapterItem } from '#lib/console/adapters/schema.ts';
import type { CreateProviderInput } from '#lib/console/providers/schema.ts';
import {
  emptyProvider,
  type ProviderForm,
  providerField,
  providerFormSchema,
  testInputOf,
} from './provider-form.ts';
import { useAdapters, useCreateProvider, useTestProvider } from './queries.ts';
import { TestOutcome } from './test-outcome.tsx';

type Form = UseFormReturn<ProviderForm, unknown, CreateProviderInput>;
const noAdapters: readonly AdapterItem[] = [];

const AdapterSelect = ({
  form,
  adapters,
}: {
  readonly form: Form;
  readonly adapters: readonly AdapterItem[];
}) => {
  const choose = (id: string) => {
    if (form.getValues('name') === '') form.setValue('name', id);
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

const Fields = ({ form, adapters }: { readonly form: Form; readonly adapters: readonly AdapterItem[] }) => {
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

const TestUnsaved = ({ form }: { readonly form: Form }) => {
  const test = useTestProvider();
  const run = async () => {
    if (!(await form.trigger(['adapter', 'base_url']))) return;
    const input = testInputOf(form.getValues());
    if (input !== null) test.mutate(input);
  };
  return (
    <div className="flex flex-col items-start gap-2">
      <Button size="sm" icon={<PlugsConnectedIcon />} loading={test.isPending} onClick={() => void run()}>
        Test these values
      </Button>
      <TestOutcome test={test} />
    </div>
  );
};

const AddProvider = ({ onDone }: { readonly onDone: () => void }) => {
  const formId = useId();
  const toasts = useKumoToastManager();
  const create = useCreateProvider();
  const adapters = useAdapters().data?.items ?? noAdapters;
  const resolver = useMemo(() => zodResolver(providerFormSchema(adapters)), [adapters]);
  const form = useForm<ProviderForm, unknown, CreateProviderInput>({
    resolver,
    defaultValues: emptyProvider,
  });
  const submit = form.handleSubmit(async (input) => {
    try {
      const provider = await create.mutateAsync(input);
      toasts.add({ title: `Provider ${provider.name} added`, variant: 'success' });
      onDone();
    } catch (error) {
      showIssues(error, form.setError, providerField);
    }
  });
  return (
    <LayerDialog.Content>
      <LayerDialog.Title>Add a provider</LayerDialog.Title>
      <LayerDialog.Description>
        A connection with its secret. Routes name it in their targets.
      </LayerDialog.Description>
      <LayerDialog.Body>
        <form
          id={formId}
          onSubmit={(event) => void submit(event)}
          onKeyDown={submitOnCtrlEnter}
          noValidate
          className="flex flex-col gap-4"
        >
          <FormError message={form.formState.errors.root?.message} />
          <Fields form={form} adapters={adapters} />
          <TestUnsaved form={form} />
        </form>
      </LayerDialog.Body>
      <LayerDialog.Actions dismissLabel="Cancel">
        <LayerDialog.Actions.Primary type="submit" form={formId} loading={form.formState.isSubmitting}>
          Add provider
        </LayerDialog.Actions.Primary>
      </LayerDialog.Actions>
    </LayerDialog.Content>
  );
};

/** The form for a new provider; its values can be tested before they are saved. */
export const AddProviderDialog = ({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) => (
  <LayerDialog.Root open={open} onOpenChange={onOpenChange}>
    {open && <AddProvider onDone={() => onOpenChange(false)} />}
  </LayerDialog.Root>
);
