'use client';

import { LayerDialog } from '@cloudflare/kumo/components/layer-dialog';
import { type ReactNode, useState } from 'react';
import { ApiError } from './api-client.ts';
import { FormError } from './form/form-error.tsx';

const sentence = (error: unknown) =>
  error instanceof ApiError
    ? `${error.message}${error.requestId ? ` (request ${error.requestId})` : ''}`
    : 'Something unexpected happened. Nothing was changed.';

/** Asks before something that cannot be undone, and says what it will break. */
export const ConfirmDialog = ({
  open,
  onOpenChange,
  title,
  description,
  confirm,
  onConfirm,
  children,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description: string;
  /** The verb on the button. */
  readonly confirm: string;
  /** The dialog closes when it succeeds and shows the refusal when it does not. */
  readonly onConfirm: () => Promise<unknown>;
  /** What breaks. */
  readonly children?: ReactNode;
}) => {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const change = (next: boolean) => {
    setProblem(undefined);
    onOpenChange(next);
  };
  const run = async () => {
    setBusy(true);
    try {
      await onConfirm();
      change(false);
    } catch (error) {
      setProblem(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <LayerDialog.Alert open={open} onOpenChange={change} dismissDisabled={busy}>
      <LayerDialog.Content size="sm">
        <LayerDialog.Title>{title}</LayerDialog.Title>
        <LayerDialog.Description>{description}</LayerDialog.Description>
        <LayerDialog.Body>
          <div className="flex flex-col gap-3">
            {children}
            <FormError message={problem} />
          </div>
        </LayerDialog.Body>
        <LayerDialog.Actions dismissLabel="Cancel">
          <LayerDialog.Actions.Primary variant="destructive" loading={busy} onClick={() => void run()}>
            {confirm}
          </LayerDialog.Actions.Primary>
        </LayerDialog.Actions>
      </LayerDialog.Content>
    </LayerDialog.Alert>
  );
};
