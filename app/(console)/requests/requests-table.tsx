'use client';

import { Table } from '@cloudflare/kumo/components/table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect } from 'react';
import { denseTable } from '#app/_ui/data-table.tsx';
import type { RequestItem } from '#lib/console/requests/schema.ts';
import { RequestRow, rowHeight } from './request-row.tsx';
import type { ListFilter } from './search-params.ts';

const headings = [
  { label: 'Time', className: 'ps-4' },
  { label: 'Status', className: '' },
  { label: 'Model', className: '' },
  { label: 'Key', className: 'hidden md:table-cell' },
  { label: 'Tokens', className: 'hidden text-end lg:table-cell' },
  { label: 'Cost', className: 'hidden text-end lg:table-cell' },
  { label: 'First token', className: 'hidden text-end lg:table-cell whitespace-nowrap' },
  { label: 'Duration', className: 'hidden pe-4 text-end sm:table-cell' },
] as const;

const Spacer = ({ height }: { readonly height: number }) =>
  height > 0 && (
    <tr aria-hidden>
      <td colSpan={headings.length} style={{ height }} />
    </tr>
  );

/** The log as a table in which only the rows in sight exist. */
export const RequestsTable = ({
  requests,
  total,
  selected,
  scroller,
  onFilter,
}: {
  readonly requests: readonly RequestItem[];
  /** Rows including those not loaded yet; -1 = unknown, as ARIA wants it. */
  readonly total: number;
  readonly selected: string | null;
  readonly scroller: HTMLElement | null;
  readonly onFilter: (name: ListFilter, value: string) => void;
}) => {
  const virtual = useVirtualizer({
    count: requests.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    getItemKey: (index) => requests[index]?.id ?? index,
    overscan: 12,
  });
  const selectedIndex = requests.findIndex((request) => request.id === selected);
  useEffect(() => {
    if (selectedIndex >= 0) virtual.scrollToIndex(selectedIndex, { align: 'auto' });
  }, [selectedIndex, virtual]);
  const rows = virtual.getVirtualItems();
  const above = rows[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (rows.at(-1)?.end ?? 0);
  return (
    <Table
      aria-rowcount={total}
      className={`${denseTable} [&_td]:border-b [&_td]:border-kumo-hairline [&_td]:px-2 [&_td]:py-0 sm:[&_td]:px-3 [&_th]:px-2 sm:[&_th]:px-3`}
    >
      <caption className="sr-only">Requests, newest first</caption>
      <Table.Header variant="compact" sticky>
        <Table.Row>
          {headings.map((heading) => (
            <Table.Head key={heading.label} className={heading.className}>
              {heading.label}
            </Table.Head>
          ))}
        </Table.Row>
      </Table.Header>
      <Table.Body>
        <Spacer height={above} />
        {rows.map((row) => {
          const request = requests[row.index];
          return (
            request && (
              <RequestRow
                key={request.id}
                request={request}
                selected={request.id === selected}
                onFilter={onFilter}
              />
            )
          );
        })}
        <Spacer height={below} />
      </Table.Body>
    </Table>
  );
};
