'use client';

import { cn } from '@cloudflare/kumo/utils';
import { PageFrame } from '#app/_ui/page-frame.tsx';
import { QueryRegion } from '#app/_ui/query-region.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { type Spending, useSpending } from './queries.ts';
import { groupingOf, type Measure } from './search-params.ts';
import { SpendChart } from './spend-chart.tsx';
import { SpendControls } from './spend-controls.tsx';
import { NameTheTag, SpendEmpty } from './spend-empty.tsx';
import { SpendFigures } from './spend-figures.tsx';
import { SpendNotices } from './spend-notices.tsx';
import { SpendTable } from './spend-table.tsx';
import { useSpendState } from './use-spend-state.ts';

const Loading = () => (
  <div className="flex flex-col gap-5">
    <Skeleton className="h-24 w-full rounded-lg" />
    <Skeleton className="h-80 w-full rounded-lg" />
    <Skeleton className="h-64 w-full rounded-lg" />
  </div>
);

const Ready = ({ spending, measure }: { readonly spending: Spending; readonly measure: Measure }) => (
  <>
    <SpendNotices totals={spending.summary.totals} />
    <SpendFigures summary={spending.summary} />
    <SpendChart spending={spending} measure={measure} />
    <SpendTable spending={spending} />
  </>
);

/** What it cost, for whom, against before, and where the month is heading. */
export const SpendView = () => {
  const view = useSpendState();
  const [state] = view;
  const grouping = groupingOf(state);
  const query = useSpending(state, grouping, state.bucket);
  return (
    <PageFrame
      title="Spend"
      purpose="What it cost, for whom, against the period before, and where the month is heading."
    >
      <SpendControls view={view} spending={grouping === null ? undefined : query.data} />
      {grouping === null ? (
        <NameTheTag />
      ) : (
        <QueryRegion query={query} what="spending" skeleton={<Loading />}>
          {(spending) =>
            spending.summary.totals.requests === 0 ? (
              <SpendEmpty view={view} />
            ) : (
              <div
                aria-busy={query.isPlaceholderData}
                className={cn('flex min-w-0 flex-col gap-5', query.isPlaceholderData && 'opacity-60')}
              >
                <Ready spending={spending} measure={state.show} />
              </div>
            )
          }
        </QueryRegion>
      )}
    </PageFrame>
  );
};
