'use client';

import { Input } from '@cloudflare/kumo/components/input';
import { LayerDialog } from '@cloudflare/kumo/components/layer-dialog';
import { Radio } from '@cloudflare/kumo/components/radio';
import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { useId } from 'react';
import { Controller, useForm } from 'react-hook-form';
import { errorProp } from '#app/_ui/form/error-prop.ts';
import { FormError } from '#app/_ui/form/form-error.tsx';
import { showIssues } from '#app/_ui/form/show-issues.ts';
import { submitOnCtrlEnter } from '#app/_ui/form/submit-on-ctrl-enter.ts';
import { useOrderCircuit } from './queries.ts';

const durations = [
  { value: '600', label: 'For 10 minutes' },
  { value: '3600', label: 'For 1 hour' },
  { value: '86400', label: 'For 1 day' },
  { value: 'lifted', label: 'Until somebody lifts it' },
] as const;

interface Values {
  /** Seconds, or `lifted`. */
  readonly duration: string;
  readonly reason: string;
}

const ForceOpenForm = ({ target, onDone }: { readonly target: string; readonly onDone: () => void }) => {
  const formId = useId();
  const toasts = useKumoToastManager();
  const order = useOrderCircuit();
  const form = useForm<Values>({ defaultValues: { duration: '600', reason: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ duration, reason }) => {
    const expires = duration === 'lifted' ? null : Number(duration);
    try {
      await order.mutateAsync({ action: 'force_open', target, reason, expires_in_s: expires });
      toasts.add({ title: `${target} is forced open`, variant: 'success' });
      onDone();
    } catch (error) {
      showIssues(error, form.setError, (path) => (path === 'reason' ? path : null));
    }
  });
  return (
    <LayerDialog.Content size="sm">
      <LayerDialog.Title>Force {target} open?</LayerDialog.Title>
      <LayerDialog.Description>
        No gateway calls it, not even to probe it, and not as the last resort either. Routes go on with their
        next target; one that has no other answers 503.
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
          <Controller
            control={form.control}
            name="duration"
            render={({ field }) => (
              <Radio.Group legend="How long" value={field.value} onValueChange={field.onChange}>
                {durations.map(({ value, label }) => (
                  <Radio.Item key={value} value={value} label={label} />
                ))}
              </Radio.Group>
            )}
          />
          <Input
            label="Why"
            placeholder="for those who find it open"
            maxLength={300}
            autoComplete="off"
            {...errorProp(errors.reason)}
            {...form.register('reason')}
          />
        </form>
      </LayerDialog.Body>
      <LayerDialog.Actions dismissLabel="Cancel">
        <LayerDialog.Actions.Primary type="submit" form={formId} variant="destructive" loading={isSubmitting}>
          Force open
        </LayerDialog.Actions.Primary>
      </LayerDialog.Actions>
    </LayerDialog.Content>
  );
};

/** Asks for how long no call may reach a target, and why. */
export const ForceOpenDialog = ({
  target,
  onClose,
}: {
  /** Null = closed. */
  readonly target: string | null;
  readonly onClose: () => void;
}) => (
  <LayerDialog.Root open={target !== null} onOpenChange={(open) => !open && onClose()}>
    {target !== null && <ForceOpenForm target={target} onDone={onClose} />}
  </LayerDialog.Root>
);
