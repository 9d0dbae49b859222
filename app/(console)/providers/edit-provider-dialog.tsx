'use client';

import { Checkbox } from '@cloudflare/kumo/components/checkbox';
import { Input } from '@cloudflare/kumo/components/input';
import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { zodResolver } from '@hookform/resolvers/zod';
import { Controller, type UseFormReturn, useForm } from 'react-hook-form';
import { errorProp } from '#app/_ui/form/error-prop.ts';
import { FormDialog, FormDialogContent } from '#app/_ui/form/form-dialog.tsx';
import { showIssues } from '#app/_ui/form/show-issues.ts';
import type { ProviderItem, UpdateProviderInput } from '#lib/console/providers/schema.ts';
import { type EditForm, editField, editFormOf, editFormSchema, isMoved } from './edit-form.ts';
import { useUpdateProvider } from './queries.ts';

type Form = UseFormReturn<EditForm, unknown, UpdateProviderInput>;

const NewSecrets = ({ form, provider }: { readonly form: Form; readonly provider: ProviderItem }) => {
  const { errors } = form.formState;
  if (!isMoved(provider, form.watch('base_url')) || provider.credentials.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-4 rounded-md border border-degraded-fill p-3">
      <legend className="px-1 font-medium text-degraded">A new address asks for its secrets again</legend>
      <p className="text-sm text-kumo-subtle">
        A stored secret is never sent to an address it was not given for.
      </p>
      {provider.credentials.map((credential) => (
        <Input
          key={credential.id}
          label={`Secret of ${credential.name}`}
          type="password"
          autoComplete="new-password"
          passwordManagerIgnore
          className="font-mono"
          {...errorProp(errors.secrets?.[credential.id])}
          {...form.register(`secrets.${credential.id}`)}
        />
      ))}
    </fieldset>
  );
};

const EditProvider = ({
  provider,
  onDone,
}: {
  readonly provider: ProviderItem;
  readonly onDone: () => void;
}) => {
  const toasts = useKumoToastManager();
  const update = useUpdateProvider(provider.id);
  const form = useForm<EditForm, unknown, UpdateProviderInput>({
    resolver: zodResolver(editFormSchema(provider)),
    defaultValues: editFormOf(provider),
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (input) => {
    try {
      await update.mutateAsync(input);
      toasts.add({ title: `Provider ${input.name ?? provider.name} saved`, variant: 'success' });
      onDone();
    } catch (error) {
      showIssues(error, form.setError, editField);
    }
  });
  return (
    <FormDialogContent
      title={`Edit ${provider.name}`}
      verb="Save provider"
      onSubmit={submit}
      submitting={isSubmitting}
      problem={errors.root?.message}
    >
      <Input
        label="Name"
        description="Stays as it is while a route or a key names it."
        className="font-mono"
        {...errorProp(errors.name)}
        {...form.register('name')}
      />
      <Input
        label="Base URL"
        inputMode="url"
        className="font-mono"
        placeholder={provider.effective_base_url ?? 'https://…/v1'}
        description="Absolute, version path included. Empty = the documented one."
        {...errorProp(errors.base_url)}
        {...form.register('base_url')}
      />
      <Controller
        control={form.control}
        name="allow_private_network"
        render={({ field }) => (
          <Checkbox
            label="The base URL is on a private or loopback address"
            checked={field.value}
            onCheckedChange={field.onChange}
          />
        )}
      />
      <Controller
        control={form.control}
        name="health_check"
        render={({ field }) => (
          <Checkbox
            label="Check its health in the background: asks for its model list, which costs nothing"
            checked={field.value}
            onCheckedChange={field.onChange}
          />
        )}
      />
      <NewSecrets form={form} provider={provider} />
    </FormDialogContent>
  );
};

/** Changes a provider's name and address. */
export const EditProviderDialog = ({
  provider,
  open,
  onOpenChange,
}: {
  readonly provider: ProviderItem;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) => (
  <FormDialog open={open} onOpenChange={onOpenChange}>
    <EditProvider provider={provider} onDone={() => onOpenChange(false)} />
  </FormDialog>
);
