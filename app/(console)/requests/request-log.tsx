'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { useState } from 'react';
import type { RequestItem } from '#lib/console/requests/schema.ts';
import type { useRequests } from './queries.ts';
import { RequestsTable } from './requests-table.tsx';
import type { ListFilter } from './search-params.ts';

/** Pixels of scrolling after which someone is taken to be reading. */
const readingFromPx = 8;

/** The scrolling log, and the way to older requests at its end. */
export const RequestLog = ({
  query,
  requests,
  selected,
  onFilter,
  onScrolled,
}: {
  readonly query: ReturnType<typeof useRequests>;
  readonly requests: readonly RequestItem[];
  readonly selected: string | null;
  readonly onFilter: (name: ListFilter, value: string) => void;
  readonly onScrolled: (scrolled: boolean) => void;
}) => {
  // State rather than a ref: the list inside is drawn before a ref of this element would be set.
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  return (
    <section
      ref={setScroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label="Log of requests"
      onScroll={(event) => onScrolled(event.currentTarget.scrollTop > readingFromPx)}
      className="max-h-[max(24rem,calc(100dvh-15rem))] overflow-auto -outline-offset-2"
    >
      <RequestsTable
        requests={requests}
        total={query.hasNextPage ? -1 : requests.length}
        selected={selected}
        scroller={scroller}
        onFilter={onFilter}
      />
      {query.hasNextPage && (
        <div className="flex justify-center p-3">
          <Button size="sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Load older requests
          </Button>
        </div>
      )}
    </section>
  );
};
