'use client';

import { Input } from '@cloudflare/kumo/components/input';
import { zodResolver } from '@hookform/resolvers/zod';
import { Controller, useForm } from 'react-hook-form';
import { errorProp } from '#app/_ui/form/error-prop.ts';
import { FormDialog, FormDialogContent } from '#app/_ui/form/form-dialog.tsx';
import { showIssues } from '#app/_ui/form/show-issues.ts';
import { BudgetRows } from '#app/_ui/limits/budget-rows.tsx';
import { RateInputs } from '#app/_ui/limits/rate-inputs.tsx';
import type { CreateTeamInput } from '#lib/console/teams/schema.ts';
import { type TeamForm, teamField, teamFormSchema } from './team-form.ts';

interface TeamDialogContent {
  readonly title: string;
  readonly values: TeamForm;
  /** The verb on the button. */
  readonly verb: string;
  readonly onSave: (input: CreateTeamInput) => Promise<void>;
}

const TeamFormContent = ({ title, values, verb, onSave }: TeamDialogContent) => {
  const form = useForm<TeamForm, unknown, CreateTeamInput>({
    resolver: zodResolver(teamFormSchema),
    defaultValues: values,
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit((input) =>
    onSave(input).catch((error: unknown) => showIssues(error, form.setError, teamField)),
  );
  return (
    <FormDialogContent
      title={title}
      description="Its limits are shared by all of its keys, beside each key's own."
      verb={verb}
      onSubmit={submit}
      submitting={isSubmitting}
      problem={errors.root?.message}
    >
      <Input label="Name" autoComplete="off" {...errorProp(errors.name)} {...form.register('name')} />
      <Controller
        control={form.control}
        name="budget"
        render={({ field }) => (
          <BudgetRows rows={field.value} onChange={field.onChange} errors={errors.budget} />
        )}
      />
      <Controller
        control={form.control}
        name="rates"
        render={({ field }) => (
          <RateInputs rates={field.value} onChange={field.onChange} errors={errors.rates} />
        )}
      />
    </FormDialogContent>
  );
};

/** The form of a team, new or existing. */
export const TeamDialog = ({
  open,
  onOpenChange,
  ...content
}: TeamDialogContent & {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) => (
  <FormDialog open={open} onOpenChange={onOpenChange}>
    <TeamFormContent {...content} />
  </FormDialog>
);
