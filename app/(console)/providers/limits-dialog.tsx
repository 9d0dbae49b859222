'use client';

import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { FormDialog, FormDialogContent } from '#app/_ui/form/form-dialog.tsx';
import { showIssues } from '#app/_ui/form/show-issues.ts';
import {
  type CredentialItem,
  type ProviderItem,
  type UpdateCredentialInput,
  updateCredentialInput,
} from '#lib/console/providers/schema.ts';
import { LimitField } from './limit-field.tsx';
import { limitOrUnknown } from './limits.ts';
import { useUpdateCredential } from './queries.ts';

const isField = (path: string): path is keyof UpdateCredentialInput =>
  path === 'weight' || path === 'rpm' || path === 'tpm';

const LimitsForm = ({
  provider,
  credential,
  onDone,
}: {
  readonly provider: ProviderItem;
  readonly credential: CredentialItem;
  readonly onDone: () => void;
}) => {
  const toasts = useKumoToastManager();
  const update = useUpdateCredential({ provider: provider.id, credential: credential.id });
  const { weight, rpm, tpm } = credential;
  const form = useForm<UpdateCredentialInput>({
    resolver: zodResolver(updateCredentialInput),
    defaultValues: { weight, rpm, tpm },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (input) => {
    try {
      await update.mutateAsync(input);
      toasts.add({ title: 'Limits saved', variant: 'success' });
      onDone();
    } catch (error) {
      showIssues(error, form.setError, (path) => (isField(path) ? path : null));
    }
  });
  return (
    <FormDialogContent
      title={`Limits of ${credential.name}`}
      description={`What the account may do at ${provider.name}. Its secret stays as it is.`}
      verb="Save limits"
      onSubmit={submit}
      submitting={isSubmitting}
      problem={errors.root?.message}
    >
      <LimitField
        label="Requests"
        unit="a minute"
        help="Empty = no limit known."
        problem={errors.rpm}
        field={form.register('rpm', { setValueAs: limitOrUnknown })}
      />
      <LimitField
        label="Tokens"
        unit="a minute"
        help="Empty = no limit known."
        problem={errors.tpm}
        field={form.register('tpm', { setValueAs: limitOrUnknown })}
      />
      <LimitField
        label="Weight"
        unit="share"
        help="Of the pool's calls: a credential of weight 3 gets three for each of one of weight 1."
        problem={errors.weight}
        field={form.register('weight', { setValueAs: limitOrUnknown })}
      />
    </FormDialogContent>
  );
};

/** Changes what a credential's account may do in a minute and its share of the pool, without its secret. */
export const LimitsDialog = ({
  provider,
  credential,
  open,
  onOpenChange,
}: {
  readonly provider: ProviderItem;
  readonly credential: CredentialItem;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) => (
  <FormDialog open={open} onOpenChange={onOpenChange}>
    <LimitsForm provider={provider} credential={credential} onDone={() => onOpenChange(false)} />
  </FormDialog>
);
