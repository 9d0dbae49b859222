'use client';

import { LayerDialog } from '@cloudflare/kumo/components/layer-dialog';
import { zodResolver } from '@hookform/resolvers/zod';
import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { FormError } from '#app/_ui/form/form-error.tsx';
import { showIssues } from '#app/_ui/form/show-issues.ts';
import { submitOnCtrlEnter } from '#app/_ui/form/submit-on-ctrl-enter.ts';
import type { CreateKeyInput } from '#lib/console/keys/schema.ts';
import { KeyFields } from './key-fields.tsx';
import { type KeyForm, keyField, keyFormSchema } from './key-form.ts';

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
  const formId = useId();
  const form = useForm<KeyForm, unknown, CreateKeyInput>({
    resolver: zodResolver(keyFormSchema),
    defaultValues: values,
  });
  const submit = form.handleSubmit((input) =>
    onSave(input).catch((error: unknown) => showIssues(error, form.setError, keyField)),
  );
  return (
    <LayerDialog.Content>
      <LayerDialog.Title>{title}</LayerDialog.Title>
      <LayerDialog.Description>{description}</LayerDialog.Description>
      <LayerDialog.Body>
        <form
          id={formId}
          onSubmit={(event) => void submit(event)}
          onKeyDown={submitOnCtrlEnter}
          noValidate
          className="flex flex-col gap-4"
        >
          <FormError message={form.formState.errors.root?.message} />
          <KeyFields form={form} teams={teams} />
        </form>
      </LayerDialog.Body>
      <LayerDialog.Actions dismissLabel="Cancel">
        <LayerDialog.Actions.Primary type="submit" form={formId} loading={form.formState.isSubmitting}>
          {verb}
        </LayerDialog.Actions.Primary>
      </LayerDialog.Actions>
    </LayerDialog.Content>
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
  <LayerDialog.Root open={open} onOpenChange={onOpenChange}>
    {open && <KeyFormContent {...content} />}
  </LayerDialog.Root>
);
