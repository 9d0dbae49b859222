import { Loader } from '@cloudflare/kumo/components/loader';
import type { UseMutationResult } from '@tanstack/react-query';
import { ApiError } from '#app/_ui/api-client.ts';
import { failureLabel } from '#app/_ui/failure-words.ts';
import { formatDuration } from '#app/_ui/format-duration.ts';
import { StatusBadge } from '#app/_ui/status-badge.tsx';
import type { TestResult } from '#lib/console/providers/schema.ts';

const Failed = ({ result }: { readonly result: Extract<TestResult, { ok: false }> }) => (
  <div className="flex flex-col gap-1 rounded-md bg-failed-tint px-3 py-2">
    <span className="flex flex-wrap items-center gap-x-3 text-sm">
      <StatusBadge tone="failed">{failureLabel(result.kind)}</StatusBadge>
      <span>
        {result.status === null ? 'no answer' : `HTTP ${result.status}`} after{' '}
        {formatDuration(result.latency_ms)}
      </span>
    </span>
    <p className="font-mono text-sm break-words">{result.message}</p>
  </div>
);

/** A refused address is told by its own sentence rather than by "check the fields". */
const problemOf = (error: Error) =>
  error instanceof ApiError ? (error.issues[0]?.message ?? error.message) : error.message;

/** What a test call found: the latency, or the provider's own words. */
export const TestOutcome = ({
  test,
}: {
  readonly test: Pick<UseMutationResult<TestResult, unknown, never>, 'data' | 'error' | 'isPending'>;
}) => (
  <div aria-live="polite">
    {test.isPending && (
      <span className="flex items-center gap-2 text-sm text-kumo-subtle">
        <Loader size="sm" /> Calling the provider…
      </span>
    )}
    {!test.isPending && test.data?.ok === true && (
      <span className="flex flex-wrap items-center gap-x-3 rounded-md bg-ok-tint px-3 py-2 text-sm">
        <StatusBadge tone="ok">The provider answered</StatusBadge>
        <span>
          HTTP {test.data.status} in {formatDuration(test.data.latency_ms)}
        </span>
      </span>
    )}
    {!test.isPending && test.data?.ok === false && <Failed result={test.data} />}
    {!test.isPending && test.error instanceof Error && (
      <p className="rounded-md bg-failed-tint px-3 py-2 text-sm text-failed">{problemOf(test.error)}</p>
    )}
  </div>
);
