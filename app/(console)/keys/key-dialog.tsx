'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { FormDialog, FormDialogContent } from '#app/_ui/form/form-dialog.tsx';
import { showIssues } from '#app/_ui/form/show-issues.ts';
import type { CreateKeyInput } from '#lib/console/keys/schema.ts';
import { KeyFields } from './key-fields.tsx';
import { type KeyForm, keyField, keyFormSchema } from './key-form.ts';
import { KeyLimits } from './key-limits.tsx';

interface KeyDialogContent {
  readonly title: string;
  readonly description: string;
  readonly values: KeyForm;
  /** Names of the teams that exist. */
  readonly teams: readonly string[];
  /** The verb on the button. */
  readonly verb: string;
  readonly onSave: (input: CreateKeyInput) => Promise<void>;
}

const KeyFormContent = ({ title, description, values, teams, verb, onSave }: KeyDialogContent) => {
  const form = useForm<KeyForm, unknown, CreateKeyInput>({
    resolver: zodResolver(keyFormSchema),
    defaultValues: values,
  });
  const submit = form.handleSubmit((input) =>
    onSave(input).catch((error: unknown) => showIssues(error, form.setError, keyField)),
  );
  return (
    <FormDialogContent
      title={title}
      description={description}
      verb={verb}
      onSubmit={submit}
      submitting={form.formState.isSubmitting}
      problem={form.formState.errors.root?.message}
    >
      <KeyFields form={form} teams={teams} />
      <KeyLimits form={form} />
    </FormDialogContent>
  );
};

/** The form of a key, new or existing. */
export const KeyDialog = ({
  open,
  onOpenChange,
  ...content
}: KeyDialogContent & {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) => (
  <FormDialog open={open} onOpenChange={onOpenChange}>
    <KeyFormContent {...content} />
  </FormDialog>
);
