'use client';

import { Button, LinkButton } from '@cloudflare/kumo/components/button';
import { Input } from '@cloudflare/kumo/components/input';
import { zodResolver } from '@hookform/resolvers/zod';
import type { ReactNode } from 'react';
import { FormProvider, type UseFormReturn, useForm } from 'react-hook-form';
import { errorProp } from '#app/_ui/form/error-prop.ts';
import { FormError } from '#app/_ui/form/form-error.tsx';
import { submitOnCtrlEnter } from '#app/_ui/form/submit-on-ctrl-enter.ts';
import { Panel } from '#app/_ui/panel.tsx';
import { useMay } from '#app/_ui/shell/session-context.tsx';
import type { CreateRouteInput, RouteItem, TargetList } from '#lib/console/routes/schema.ts';
import { ChainEditor } from './chain-editor.tsx';
import type { Defaults } from './defaults.ts';
import { FallbackFields } from './fallback-fields.tsx';
import { type RouteForm, routeFormSchema } from './route-form.ts';
import { ThresholdFields } from './threshold-fields.tsx';

/** The form of a route. */
export type RouteFormApi = UseFormReturn<RouteForm, unknown, CreateRouteInput>;

/** The form of a route, checked by the verb's own schema. */
export const useRouteForm = (values: RouteForm): RouteFormApi =>
  useForm<RouteForm, unknown, CreateRouteInput>({
    resolver: zodResolver(routeFormSchema),
    defaultValues: values,
  });

/** Name, chain and thresholds, with one way to save. */
export const RouteEditor = ({
  form,
  known,
  defaults,
  save,
  onSave,
  children,
}: {
  readonly form: RouteFormApi;
  /** The lists as they are saved, for the health of their targets. */
  readonly known: Pick<RouteItem, TargetList>;
  readonly defaults: Defaults;
  /** The verb on the button. */
  readonly save: string;
  readonly onSave: (input: CreateRouteInput) => Promise<void>;
  /** What stands over the form, such as a conflict. */
  readonly children?: ReactNode;
}) => {
  const { may, why } = useMay('routes.write');
  const { errors, isSubmitting, isDirty } = form.formState;
  const lists = { defaultMs: defaults.timeouts.first_token_ms, disabled: !may };
  return (
    <FormProvider {...form}>
      <form onSubmit={form.handleSubmit(onSave)} onKeyDown={submitOnCtrlEnter} noValidate>
        <fieldset disabled={!may} className="flex min-w-0 flex-col gap-5">
          <legend className="sr-only">Route</legend>
          {children}
          <FormError message={errors.root?.message} />
          <Panel title="Name" note="what clients send as model">
            <div className="max-w-md">
              <Input
                aria-label="Name"
                className="font-mono"
                autoComplete="off"
                {...errorProp(errors.name)}
                {...form.register('name')}
              />
            </div>
          </Panel>
          <ChainEditor {...lists} known={known.targets} />
          <FallbackFields {...lists} known={known} />
          <ThresholdFields defaults={defaults} />
        </fieldset>
        <div className="sticky bottom-0 mt-5 flex flex-wrap items-center justify-end gap-2 border-t border-kumo-line bg-kumo-canvas py-3">
          <p className="me-auto text-sm text-kumo-subtle">
            {may ? isDirty && 'Not saved yet. Ctrl Enter saves.' : why}
          </p>
          <LinkButton href="/routes">Cancel</LinkButton>
          <Button type="submit" variant="primary" loading={isSubmitting} disabled={!may}>
            {save}
          </Button>
        </div>
      </form>
    </FormProvider>
  );
};
