'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { ArrowClockwiseIcon, WarningCircleIcon } from '@phosphor-icons/react';
import { ApiError } from './api-client.ts';
import { CopyableId } from './copyable-id.tsx';

/** A region that could not be loaded: what happened, the request id for a report, and a way to try again. */
export const ErrorState = ({
  error,
  what,
  onRetry,
}: {
  readonly error: unknown;
  /** What could not be loaded, as "requests". */
  readonly what: string;
  readonly onRetry: () => void;
}) => {
  const message = error instanceof Error ? error.message : 'Something unexpected happened.';
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <div role="alert" className="flex flex-col items-center gap-3 px-4 py-8 text-center">
      <WarningCircleIcon size={24} weight="fill" className="text-failed" aria-hidden />
      <div className="flex flex-col gap-1">
        <p className="font-medium text-kumo-strong">Could not load the {what}</p>
        <p className="max-w-prose text-kumo-subtle">{message}</p>
      </div>
      {requestId && (
        <p className="flex items-center gap-2 text-sm text-kumo-subtle">
          Request <CopyableId id={requestId} />
        </p>
      )}
      <Button size="sm" icon={<ArrowClockwiseIcon />} onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
};
