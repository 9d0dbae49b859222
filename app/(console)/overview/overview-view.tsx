'use client';

import { LinkButton } from '@cloudflare/kumo/components/button';
import { Empty } from '@cloudflare/kumo/components/empty';
import { ChartLineUpIcon } from '@phosphor-icons/react';
import { createSerializer } from 'nuqs';
import { PageFrame } from '#app/_ui/page-frame.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { QueryRegion } from '#app/_ui/query-region.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { rangeParsers } from '#app/_ui/time-range.ts';
import { TimeRangePicker } from '#app/_ui/time-range-picker.tsx';
import { useTimeRange } from '#app/_ui/use-time-range.ts';
import type { Overview } from '#lib/console/overview/schema.ts';
import { OverviewChanges } from './overview-changes.tsx';
import { OverviewCharts } from './overview-charts.tsx';
import { OverviewFigures } from './overview-figures.tsx';
import { OverviewHealth } from './overview-health.tsx';
import { OverviewNotices } from './overview-notices.tsx';
import { useOverview } from './queries.ts';

const rangeQueryOf = createSerializer(rangeParsers);

const Loading = () => (
  <div className="flex flex-col gap-5">
    <Skeleton className="h-24 w-full rounded-lg" />
    <Skeleton className="h-80 w-full rounded-lg" />
    <div className="grid gap-5 lg:grid-cols-2">
      <Skeleton className="h-64 rounded-lg" />
      <Skeleton className="h-64 rounded-lg" />
    </div>
  </div>
);

const NothingYet = () => (
  <Panel title="Requests" flush>
    <Empty
      size="sm"
      icon={<ChartLineUpIcon size={32} />}
      title="No request yet"
      description="Figures and charts appear with the first one. A key with ready code takes a minute."
      contents={
        <LinkButton href="/keys?create=true" variant="primary">
          Create a key
        </LinkButton>
      }
    />
  </Panel>
);

const Ready = ({ overview, rangeQuery }: { readonly overview: Overview; readonly rangeQuery: string }) => (
  <div className="flex min-w-0 flex-col gap-5">
    <OverviewNotices overview={overview} />
    {overview.records_since === null ? (
      <NothingYet />
    ) : (
      <>
        <OverviewFigures overview={overview} rangeQuery={rangeQuery} />
        <OverviewCharts overview={overview} />
      </>
    )}
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <OverviewHealth providers={overview.providers} />
      <OverviewChanges changes={overview.changes} />
    </div>
  </div>
);

/** What is broken, what the gateway did about it, what it costs. */
export const OverviewView = () => {
  const [range] = useTimeRange();
  const query = useOverview(range);
  return (
    <PageFrame
      title="Overview"
      purpose="What was asked, what failed, what the gateway did about it, and what it cost."
      action={<TimeRangePicker />}
    >
      <QueryRegion query={query} what="overview" skeleton={<Loading />}>
        {(overview) => <Ready overview={overview} rangeQuery={rangeQueryOf(range)} />}
      </QueryRegion>
    </PageFrame>
  );
};
