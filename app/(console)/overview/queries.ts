'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { readApi } from '#app/_ui/api-client.ts';
import { isCustom, type RangeState, rangeKey, resolveRange } from '#app/_ui/time-range.ts';
import type { Overview } from '#lib/console/overview/schema.ts';

/** How often a range that ends now is read again, in milliseconds. */
const everyMs = 5_000;

/** Figures, series, health and changes of a range. */
export const useOverview = (range: RangeState) =>
  useQuery({
    queryKey: ['overview', rangeKey(range)],
    queryFn: ({ signal }) =>
      readApi<Overview>('overview', { query: resolveRange(range, Date.now()), signal }),
    refetchInterval: isCustom(range) ? false : everyMs,
    placeholderData: keepPreviousData,
  });
