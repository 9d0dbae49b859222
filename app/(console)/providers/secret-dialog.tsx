'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { Input } from '@cloudflare/kumo/components/input';
import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { zodResolver } from '@hookform/resolvers/zod';
import { PlugsConnectedIcon } from '@phosphor-icons/react';
import { type UseFormReturn, useForm } from 'react-hook-form';
import type { z } from 'zod';
import { errorProp } from '#app/_ui/form/error-prop.ts';
import { FormDialog, FormDialogContent } from '#app/_ui/form/form-dialog.tsx';
import { showIssues } from '#app/_ui/form/show-issues.ts';
import {
  type AddCredentialInput,
  addCredentialInput,
  type CredentialItem,
  type ProviderItem,
} from '#lib/console/providers/schema.ts';
import { LimitField } from './limit-field.tsx';
import { limitOrUnknown } from './limits.ts';
import { useAddCredential, useReplaceSecret, useTestProvider } from './queries.ts';
import { TestOutcome } from './test-outcome.tsx';

/** A secret of a provider's pool: a new one, or a replacement. */
export type SecretSubject =
  | { readonly kind: 'add' }
  | { readonly kind: 'replace'; readonly credential: CredentialItem };

type Values = z.input<typeof addCredentialInput>;

const wordsOf = (subject: SecretSubject, provider: ProviderItem) =>
  subject.kind === 'add'
    ? {
        title: 'Add a credential',
        description: `Another secret in the pool of ${provider.name}.`,
        verb: 'Add credential',
        done: 'Credential added',
        name: provider.credentials.length === 0 ? 'default' : '',
      }
    : {
        title: `Replace the secret of ${subject.credential.name}`,
        description: `The one that ends in ${subject.credential.hint} is used until the new one is saved.`,
        verb: 'Replace secret',
        done: 'Secret replaced',
        name: subject.credential.name,
      };

const fields = ['name', 'secret', 'rpm', 'tpm'] as const;
const fieldOf = (path: string) => fields.find((field) => field === path) ?? null;

const LimitFields = ({ form }: { readonly form: UseFormReturn<Values, unknown, AddCredentialInput> }) => {
  const { errors } = form.formState;
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
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
    </div>
  );
};

const SecretForm = ({
  provider,
  subject,
  onDone,
}: {
  readonly provider: ProviderItem;
  readonly subject: SecretSubject;
  readonly onDone: () => void;
}) => {
  const words = wordsOf(subject, provider);
  const toasts = useKumoToastManager();
  const add = useAddCredential(provider.id);
  const credential = subject.kind === 'replace' ? subject.credential.id : '';
  const replace = useReplaceSecret({ provider: provider.id, credential });
  const test = useTestProvider();
  const form = useForm<Values, unknown, AddCredentialInput>({
    resolver: zodResolver(addCredentialInput),
    defaultValues: { name: words.name, secret: '' },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (input) => {
    try {
      await (subject.kind === 'add' ? add.mutateAsync(input) : replace.mutateAsync(input.secret));
      toasts.add({ title: words.done, variant: 'success' });
      onDone();
    } catch (error) {
      showIssues(error, form.setError, fieldOf);
    }
  });
  const runTest = async () => {
    if (!(await form.trigger('secret'))) return;
    const { adapter, base_url, allow_private_network } = provider;
    test.mutate({ adapter, base_url, allow_private_network, secret: form.getValues('secret').trim() });
  };
  return (
    <FormDialogContent
      title={words.title}
      description={words.description}
      verb={words.verb}
      onSubmit={submit}
      submitting={isSubmitting}
      problem={errors.root?.message}
    >
      {subject.kind === 'add' && (
        <Input label="Name" autoComplete="off" {...errorProp(errors.name)} {...form.register('name')} />
      )}
      <Input
        label="Secret"
        type="password"
        autoComplete="new-password"
        passwordManagerIgnore
        className="font-mono"
        description="Sealed when saved and never shown again."
        {...errorProp(errors.secret)}
        {...form.register('secret')}
      />
      {subject.kind === 'add' && <LimitFields form={form} />}
      <div className="flex flex-col items-start gap-2">
        <Button
          size="sm"
          icon={<PlugsConnectedIcon />}
          loading={test.isPending}
          onClick={() => void runTest()}
        >
          Test this secret
        </Button>
        <TestOutcome test={test} />
      </div>
    </FormDialogContent>
  );
};

/** Takes a secret for a provider's pool; it can be tested before it is saved. */
export const SecretDialog = ({
  provider,
  subject,
  onClose,
}: {
  readonly provider: ProviderItem;
  /** Null = closed. */
  readonly subject: SecretSubject | null;
  readonly onClose: () => void;
}) => (
  <FormDialog open={subject !== null} onOpenChange={(open) => !open && onClose()}>
    {subject && <SecretForm provider={provider} subject={subject} onDone={onClose} />}
  </FormDialog>
);
