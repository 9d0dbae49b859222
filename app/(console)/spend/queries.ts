'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { readApi } from '#app/_ui/api-client.ts';
import type { SpendGrouping, SpendSummary } from '#lib/console/spend/schema.ts';
import { type Bucket, groupByParam } from './search-params.ts';
import { bucketFor, isCustomRange, type SpendRangeState, spendBounds, spendRangeKey } from './spend-range.ts';

/** How often a running period is read again, in milliseconds. */
const everyMs = 30_000;

/** An answer with the question it belongs to: the one before stays on the page until the next has come. */
export interface Spending {
  readonly grouping: SpendGrouping;
  readonly summary: SpendSummary;
}

/** Zone in which the viewer's days begin. */
export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Sums, groups, series and forecast of a range. Without a grouping nothing is asked. */
export const useSpending = (
  range: SpendRangeState,
  grouping: SpendGrouping | null,
  chosenBucket: Bucket | null,
) =>
  useQuery({
    queryKey: [
      'spend',
      spendRangeKey(range),
      grouping === null ? null : groupByParam(grouping),
      chosenBucket,
    ],
    enabled: grouping !== null,
    queryFn: async ({ signal }): Promise<Spending> => {
      if (grouping === null) throw new Error('Spending is asked for without a grouping.');
      const bounds = spendBounds(range, new Date());
      const query = {
        from: bounds.from.toISOString(),
        to: bounds.to.toISOString(),
        group_by: groupByParam(grouping),
        bucket: bucketFor(range, chosenBucket),
        time_zone: viewerZone(),
      };
      return { grouping, summary: await readApi<SpendSummary>('spend/summary', { query, signal }) };
    },
    refetchInterval: isCustomRange(range) || range.range === 'last-month' ? false : everyMs,
    placeholderData: keepPreviousData,
  });
