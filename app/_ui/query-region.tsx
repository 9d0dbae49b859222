'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState } from './error-state.tsx';

/**
 * Draws a query in one of its states: a skeleton of the final size, an error that leaves the rest of the page alive,
 * or its data. Whether data is empty is the region's own business: only it knows what to offer then.
 */
export const QueryRegion = <T,>({
  query,
  what,
  skeleton,
  children,
}: {
  readonly query: UseQueryResult<T, unknown>;
  /** What is loaded, as "routes". */
  readonly what: string;
  readonly skeleton: ReactNode;
  readonly children: (data: T) => ReactNode;
}) => {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ErrorState error={query.error} what={what} onRetry={() => query.refetch()} />;
  return (
    <div aria-busy="true" role="status">
      <span className="sr-only">Loading the {what}</span>
      {skeleton}
    </div>
  );
};
