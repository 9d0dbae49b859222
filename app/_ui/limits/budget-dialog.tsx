'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { Controller, useForm } from 'react-hook-form';
import { z } from 'zod';
import type { BudgetItem } from '#lib/console/limits/schema.ts';
import { budgetsInput } from '#lib/console/limits/schema.ts';
import { FormDialog, FormDialogContent } from '../form/form-dialog.tsx';
import { showIssues } from '../form/show-issues.ts';
import { BudgetRows } from './budget-rows.tsx';
import { type BudgetRow, budgetRowsOf, budgetsOf, checkedBy } from './limit-form.ts';

interface BudgetForm {
  readonly budget: readonly BudgetRow[];
}

const schema = z
  .custom<BudgetForm>()
  .transform(({ budget }) => ({ budget: budgetsOf(budget) }))
  .transform(checkedBy(z.object({ budget: budgetsInput }), (path) => [...path]));

interface BudgetDialogContent {
  readonly title: string;
  readonly description: string;
  readonly budget: readonly BudgetItem[];
  readonly onSave: (budget: BudgetItem[]) => Promise<void>;
}

const Content = ({ title, description, budget, onSave }: BudgetDialogContent) => {
  const form = useForm<BudgetForm, unknown, { budget: BudgetItem[] }>({
    resolver: zodResolver(schema),
    defaultValues: { budget: budgetRowsOf(budget) },
  });
  const submit = form.handleSubmit((input) =>
    onSave(input.budget).catch((error: unknown) => showIssues(error, form.setError, () => null)),
  );
  return (
    <FormDialogContent
      title={title}
      description={description}
      verb="Save budget"
      onSubmit={submit}
      submitting={form.formState.isSubmitting}
      problem={form.formState.errors.root?.message}
    >
      <Controller
        control={form.control}
        name="budget"
        render={({ field }) => (
          <BudgetRows rows={field.value} onChange={field.onChange} errors={form.formState.errors.budget} />
        )}
      />
    </FormDialogContent>
  );
};

/** Changes how much somebody may spend. */
export const BudgetDialog = ({
  open,
  onOpenChange,
  ...content
}: BudgetDialogContent & {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) => (
  <FormDialog open={open} onOpenChange={onOpenChange}>
    <Content {...content} />
  </FormDialog>
);
