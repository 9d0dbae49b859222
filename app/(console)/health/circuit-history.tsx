'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { ArrowRightIcon } from '@phosphor-icons/react';
import { useQueryStates } from 'nuqs';
import { type Column, DataTable } from '#app/_ui/data-table.tsx';
import { FilterBar } from '#app/_ui/filter-bar.tsx';
import { CircuitBadge } from '#app/_ui/health-badge.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { QueryRegion } from '#app/_ui/query-region.tsx';
import { RelativeTime } from '#app/_ui/relative-time.tsx';
import { RowsSkeleton } from '#app/_ui/skeleton.tsx';
import type { CircuitEventItem } from '#lib/console/circuits/schema.ts';
import { changeWords, shortInstance } from './circuit-words.ts';
import { useCircuitBoard, useCircuitEvents } from './queries.ts';
import { healthParsers } from './search-params.ts';

const Change = ({ event }: { readonly event: CircuitEventItem }) => (
  <span className="flex flex-wrap items-center gap-x-1.5">
    <CircuitBadge state={event.from_state} />
    <ArrowRightIcon size={12} aria-label="to" className="text-kumo-subtle" />
    <CircuitBadge state={event.to_state} />
  </span>
);

const columns: readonly Column<CircuitEventItem>[] = [
  {
    id: 'at',
    header: 'Time',
    className: 'whitespace-nowrap',
    cell: (event) => <RelativeTime iso={event.at} />,
  },
  {
    id: 'target',
    header: 'Target and why',
    cell: (event) => (
      <span className="flex min-w-0 flex-col">
        <span className="font-mono text-sm break-all">{event.target}</span>
        <span className="text-sm break-words text-kumo-subtle">{changeWords(event)}</span>
        <span className="sm:hidden">
          <Change event={event} />
        </span>
      </span>
    ),
  },
  { id: 'change', header: 'Change', from: 'sm', cell: (event) => <Change event={event} /> },
  {
    id: 'instance',
    header: 'Gateway',
    from: 'md',
    cell: (event) => (
      <span className="font-mono text-sm" title={event.instance}>
        {shortInstance(event.instance)}
      </span>
    ),
  },
];

const Events = ({
  filtered,
  query,
}: {
  readonly filtered: boolean;
  readonly query: ReturnType<typeof useCircuitEvents>;
}) => (
  <QueryRegion query={query} what="history" skeleton={<RowsSkeleton rows={4} />}>
    {({ pages }) =>
      pages[0]?.items.length === 0 ? (
        <p className="px-4 py-6 text-kumo-subtle">
          {filtered
            ? 'No change matches these filters.'
            : 'No circuit has opened yet. Changes are kept for 30 days.'}
        </p>
      ) : (
        <>
          <DataTable
            caption="Changes of circuits, newest first"
            columns={columns}
            rows={pages.flatMap((page) => page.items)}
            rowId={(event) => event.id}
          />
          {query.hasNextPage && (
            <div className="flex justify-center p-3">
              <Button size="sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                Load older changes
              </Button>
            </div>
          )}
        </>
      )
    }
  </QueryRegion>
);

/** What the circuits went through. */
export const CircuitHistory = () => {
  const [filters, setFilters] = useQueryStates(healthParsers, { history: 'replace' });
  const board = useCircuitBoard().data;
  const query = useCircuitEvents(filters);
  const filtered = filters.target.length + filters.instance.length > 0;
  return (
    <div id="history">
      <Panel title="History" note="each change of a circuit, newest first" flush>
        <div className="border-b border-kumo-hairline px-4 py-2.5">
          <FilterBar
            onClear={() => void setFilters(null)}
            filters={[
              {
                name: 'target',
                label: 'Target',
                values: filters.target,
                choices: (board?.targets ?? []).map(({ target }) => ({ value: target, label: target })),
                onChange: (target) => void setFilters({ target }),
              },
              {
                name: 'instance',
                label: 'Gateway',
                values: filters.instance,
                choices: (board?.gateways ?? []).map(({ id }) => ({ value: id, label: id })),
                onChange: (instance) => void setFilters({ instance }),
              },
            ]}
          />
        </div>
        <Events filtered={filtered} query={query} />
      </Panel>
    </div>
  );
};
