'use client';

import { Checkbox } from '@cloudflare/kumo/components/checkbox';
import { Controller } from 'react-hook-form';
import { firstMessage } from '#app/_ui/form/first-message.ts';
import { BudgetRows } from '#app/_ui/limits/budget-rows.tsx';
import { RateInputs } from '#app/_ui/limits/rate-inputs.tsx';
import type { KeyFormApi } from './key-fields.tsx';
import { ModelLimits } from './model-limits.tsx';
import { useRoutes } from './queries.ts';

/** What a key may spend and how fast, in all and of single models. */
export const KeyLimits = ({ form }: { readonly form: KeyFormApi }) => {
  const { control, formState, watch } = form;
  const { errors } = formState;
  const routes = (useRoutes().data?.items ?? []).map((route) => route.name);
  const chosen = watch('models');
  return (
    <section aria-label="Limits" className="flex flex-col gap-4 border-t border-kumo-hairline pt-4">
      <Controller
        control={control}
        name="budget"
        render={({ field }) => (
          <BudgetRows
            rows={field.value}
            onChange={field.onChange}
            errors={errors.budget}
            help="In the time zone of the organisation. What exceeds it is answered with 402."
          />
        )}
      />
      <Controller
        control={control}
        name="rates"
        render={({ field }) => (
          <RateInputs rates={field.value} onChange={field.onChange} errors={errors.rates} />
        )}
      />
      <Controller
        control={control}
        name="by_model"
        render={({ field }) => (
          <ModelLimits
            rows={field.value}
            names={chosen.length === 0 ? routes : chosen}
            onChange={field.onChange}
            errors={errors.by_model}
            problem={errors.by_model?.message ?? firstMessage(errors.by_model?.root)}
          />
        )}
      />
      <Controller
        control={control}
        name="allow_unpriced"
        render={({ field }) => (
          <Checkbox
            label="May call models without a price, which count as zero, although it has a budget"
            checked={field.value}
            onCheckedChange={field.onChange}
          />
        )}
      />
    </section>
  );
};
