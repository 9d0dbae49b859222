'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { zodResolver } from '@hookform/resolvers/zod';
import { PlugsConnectedIcon } from '@phosphor-icons/react';
import { useMemo } from 'react';
import { useForm } from 'react-hook-form';
import { FormDialog, FormDialogContent } from '#app/_ui/form/form-dialog.tsx';
import { showIssues } from '#app/_ui/form/show-issues.ts';
import type { AdapterItem } from '#lib/console/adapters/schema.ts';
import type { CreateProviderInput } from '#lib/console/providers/schema.ts';
import { ProviderFields, type ProviderFormApi } from './provider-fields.tsx';
import {
  emptyProvider,
  type ProviderForm,
  providerField,
  providerFormSchema,
  testInputOf,
} from './provider-form.ts';
import { useAdapters, useCreateProvider, useTestProvider } from './queries.ts';
import { TestOutcome } from './test-outcome.tsx';

const noAdapters: readonly AdapterItem[] = [];

const TestUnsaved = ({ form }: { readonly form: ProviderFormApi }) => {
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
    <FormDialogContent
      title="Add a provider"
      description="A connection with its secret. Routes name it in their targets."
      verb="Add provider"
      onSubmit={submit}
      submitting={form.formState.isSubmitting}
      problem={form.formState.errors.root?.message}
    >
      <ProviderFields form={form} adapters={adapters} />
      <TestUnsaved form={form} />
    </FormDialogContent>
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
  <FormDialog open={open} onOpenChange={onOpenChange}>
    <AddProvider onDone={() => onOpenChange(false)} />
  </FormDialog>
);
