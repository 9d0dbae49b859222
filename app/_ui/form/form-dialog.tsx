'use client';

import { LayerDialog } from '@cloudflare/kumo/components/layer-dialog';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { FormError } from './form-error.tsx';
import { submitOnCtrlEnter } from './submit-on-ctrl-enter.ts';

interface FormDialogContent {
  readonly title: string;
  readonly description?: ReactNode;
  /** The verb on the button. */
  readonly verb: string;
  readonly onSubmit: () => Promise<unknown>;
  readonly submitting: boolean;
  /** A refusal that belongs to no field. */
  readonly problem: string | undefined;
  readonly size?: ComponentProps<typeof LayerDialog.Content>['size'];
  readonly children: ReactNode;
}

/** What stands in a dialog that holds a form: saved by its button, by Enter and by Ctrl+Enter from any field. */
export const FormDialogContent = ({
  title,
  description,
  verb,
  onSubmit,
  submitting,
  problem,
  size,
  children,
}: FormDialogContent) => {
  const formId = useId();
  return (
    <LayerDialog.Content {...(size === undefined ? {} : { size })}>
      <LayerDialog.Title>{title}</LayerDialog.Title>
      {description !== undefined && <LayerDialog.Description>{description}</LayerDialog.Description>}
      <LayerDialog.Body>
        <form
          id={formId}
          onSubmit={(event) => {
            event.preventDefault();
            void onSubmit();
          }}
          onKeyDown={submitOnCtrlEnter}
          noValidate
          className="flex flex-col gap-4"
        >
          <FormError message={problem} />
          {children}
        </form>
      </LayerDialog.Body>
      <LayerDialog.Actions dismissLabel="Cancel">
        <LayerDialog.Actions.Primary type="submit" form={formId} loading={submitting}>
          {verb}
        </LayerDialog.Actions.Primary>
      </LayerDialog.Actions>
    </LayerDialog.Content>
  );
};

/** A dialog whose content starts afresh each time it is opened. */
export const FormDialog = ({
  open,
  onOpenChange,
  children,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
}) => (
  <LayerDialog.Root open={open} onOpenChange={onOpenChange}>
    {open && children}
  </LayerDialog.Root>
);
