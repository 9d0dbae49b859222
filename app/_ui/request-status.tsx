import type { RequestItem } from '#lib/console/requests/schema.ts';
import { failureLabel } from './failure-words.ts';
import { StatusBadge } from './status-badge.tsx';
import type { Tone } from './tone.ts';

type Status = RequestItem['status'];

const statusTone = {
  ok: 'ok',
  error: 'failed',
  partial: 'degraded',
  canceled: 'skipped',
} as const satisfies Record<Status, Tone>;

/** The word for each way a request can end. */
export const statusWord = {
  ok: 'Answered',
  error: 'Failed',
  partial: 'Partial',
  canceled: 'Caller left',
} as const satisfies Record<Status, string>;

/** How a request ended; a failed one says its kind. */
export const RequestStatus = ({
  status,
  errorKind,
}: {
  readonly status: Status;
  readonly errorKind?: string | null;
}) => (
  <StatusBadge tone={statusTone[status]}>
    {status === 'error' && errorKind ? failureLabel(errorKind) : statusWord[status]}
  </StatusBadge>
);
