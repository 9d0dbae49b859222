'use client';

import { LayerDialog } from '@cloudflare/kumo/components/layer-dialog';
import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { zodResolver } from '@hookform/resolvers/zod';
import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { FormError } from '#app/_ui/form/form-error.tsx';
import { showIssues } from '#app/_ui/form/show-issues.ts';
import { submitOnCtrlEnter } from '#app/_ui/form/submit-on-ctrl-enter.ts';
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
  const formId = useId();
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
    <LayerDialog.Content>
      <LayerDialog.Title>{`Limits of ${credential.name}`}</LayerDialog.Title>
      <LayerDialog.Description>
        What the account may do at {provider.name}. Its secret stays as it is.
      </LayerDialog.Description>
      <LayerDialog.Body>
        <form
          id={formId}
          onSubmit={(event) => void submit(event)}
          onKeyDown={submitOnCtrlEnter}
          noValidate
          className="flex flex-col gap-4"
        >
          <FormError message={errors.root?.message} />
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
        </form>
      </LayerDialog.Body>
      <LayerDialog.Actions dismissLabel="Cancel">
        <LayerDialog.Actions.Primary type="submit" form={formId} loading={isSubmitting}>
          Save limits
        </LayerDialog.Actions.Primary>
      </LayerDialog.Actions>
    </LayerDialog.Content>
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
  <LayerDialog.Root open={open} onOpenChange={onOpenChange}>
    {open && <LimitsForm provider={provider} credential={credential} onDone={() => onOpenChange(false)} />}
  </LayerDialog.Root>
);
