'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { PageFrame } from '#app/_ui/page-frame.tsx';
import { QueryRegion } from '#app/_ui/query-region.tsx';
import { useShortcuts } from '#app/_ui/shell/use-shortcuts.ts';
import { RowsSkeleton } from '#app/_ui/skeleton.tsx';
import { isCustom } from '#app/_ui/time-range.ts';
import { TimeRangePicker } from '#app/_ui/time-range-picker.tsx';
import type { RequestItem } from '#lib/console/requests/schema.ts';
import { type LivePause, LiveToggle } from './live-toggle.tsx';
import { useRequests } from './queries.ts';
import { RequestFilterBar } from './request-filters.tsx';
import { RequestLog } from './request-log.tsx';
import { RequestsEmpty } from './requests-empty.tsx';
import { isFiltered, type ListFilter } from './search-params.ts';
import { useRequestsState } from './use-requests-state.ts';

const neighbour = (requests: readonly RequestItem[], selected: string | null, step: 1 | -1) => {
  const index = requests.findIndex((request) => request.id === selected);
  if (index === -1) return requests[0]?.id ?? null;
  return requests[Math.min(requests.length - 1, Math.max(0, index + step))]?.id ?? null;
};

const pauseOf = (facts: { scrolled: boolean; selected: string | null; custom: boolean }): LivePause => {
  if (facts.custom) return 'custom range';
  if (facts.selected !== null) return 'selected';
  return facts.scrolled ? 'scrolled' : null;
};

/** The log of requests, live and filtered. */
export const RequestsView = () => {
  const router = useRouter();
  const view = useRequestsState();
  const [state, setState] = view;
  const [scrolled, setScrolled] = useState(false);
  const pause = pauseOf({ scrolled, selected: state.selected, custom: isCustom(state) });
  const query = useRequests(state, state, state.live && pause === null);
  const requests = query.data?.pages.flatMap((page) => page.items) ?? [];
  const select = (id: string | null) => void setState({ selected: id }, { history: 'replace' });
  const addFilter = (name: ListFilter, value: string) =>
    void setState({ [name]: [...new Set([...state[name], value])] });
  useShortcuts({
    j: () => select(neighbour(requests, state.selected, 1)),
    k: () => select(neighbour(requests, state.selected, -1)),
    l: () => void setState({ live: !state.live }),
    escape: () => select(null),
    enter: () => state.selected !== null && router.push(`/requests/${state.selected}`),
  });
  return (
    <PageFrame
      title="Requests"
      purpose="Every request made with a valid key, newest first: what answered, what failed before it, what it cost."
    >
      <RequestFilterBar view={view}>
        <TimeRangePicker />
        <LiveToggle live={state.live} pause={pause} onChange={(live) => void setState({ live })} />
      </RequestFilterBar>
      <div className="overflow-clip rounded-lg border border-kumo-line bg-kumo-base">
        <QueryRegion query={query} what="requests" skeleton={<RowsSkeleton rows={10} rowClassName="h-13" />}>
          {(data) =>
            data.pages[0]?.items.length === 0 ? (
              <RequestsEmpty filtered={isFiltered(state)} view={view} />
            ) : (
              <RequestLog
                query={query}
                requests={requests}
                selected={state.selected}
                onFilter={addFilter}
                onScrolled={setScrolled}
              />
            )
          }
        </QueryRegion>
      </div>
    </PageFrame>
  );
};
