'use client';

import { Table } from '@cloudflare/kumo/components/table';
import { ArrowBendDownRightIcon } from '@phosphor-icons/react';
import NextLink from 'next/link';
import { formatDuration } from '#app/_ui/format-duration.ts';
import { formatCompact, formatCount, plural } from '#app/_ui/format-number.ts';
import { Money } from '#app/_ui/money.tsx';
import { RelativeTime } from '#app/_ui/relative-time.tsx';
import { RequestStatus } from '#app/_ui/request-status.tsx';
import type { RequestItem } from '#lib/console/requests/schema.ts';
import { FilterValue } from './filter-value.tsx';
import type { ListFilter } from './search-params.ts';

/** Height of every row in pixels; the virtual list counts on it. */
export const rowHeight = 52;

// Kumo stripes every second row, which would flicker while rows come and go at the edges of a virtual list.
const plainRow = 'relative even:bg-kumo-base hover:bg-kumo-tint even:hover:bg-kumo-tint';
const selectedRow = 'relative bg-kumo-tint even:bg-kumo-tint shadow-[inset_3px_0_0_var(--color-kumo-brand)]';

const figure = 'hidden text-end whitespace-nowrap tabular-nums lg:table-cell';

const Target = ({ request }: { readonly request: RequestItem }) =>
  request.provider === null ? (
    <span className="block truncate text-sm text-kumo-subtle">not called</span>
  ) : (
    <span className="block truncate font-mono text-sm text-kumo-subtle">
      {request.provider}/{request.model}
    </span>
  );

/** One request of the log. */
export const RequestRow = ({
  request,
  selected,
  onFilter,
}: {
  readonly request: RequestItem;
  readonly selected: boolean;
  readonly onFilter: (name: ListFilter, value: string) => void;
}) => (
  <Table.Row
    variant={selected ? 'selected' : 'default'}
    aria-selected={selected}
    data-request={request.id}
    style={{ height: rowHeight }}
    className={selected ? selectedRow : plainRow}
  >
    <Table.Cell className="ps-4">
      <NextLink
        href={`/requests/${request.id}`}
        prefetch={false}
        className="font-medium text-kumo-strong underline-offset-2 after:absolute after:inset-0 hover:underline"
        title={request.id}
      >
        <RelativeTime iso={request.started_at} className="whitespace-nowrap" />
      </NextLink>
      <span className="block text-sm text-kumo-subtle sm:hidden">{formatDuration(request.duration_ms)}</span>
    </Table.Cell>
    <Table.Cell>
      <RequestStatus status={request.status} errorKind={request.error_kind} />
      {request.failovers > 0 && (
        <span className="flex items-center gap-1 text-sm whitespace-nowrap text-degraded">
          <ArrowBendDownRightIcon size={12} aria-hidden />
          {plural(request.failovers, 'failover')}
        </span>
      )}
    </Table.Cell>
    <Table.Cell className="w-full max-w-0">
      <FilterValue name="route" value={request.route} onFilter={onFilter}>
        {request.requested_model ?? 'no model'}
      </FilterValue>
      <Target request={request} />
    </Table.Cell>
    <Table.Cell className="hidden max-w-40 md:table-cell">
      <FilterValue name="key" value={request.key_name} onFilter={onFilter}>
        {request.key_name}
      </FilterValue>
      {request.team && <span className="block truncate text-sm text-kumo-subtle">{request.team}</span>}
    </Table.Cell>
    <Table.Cell className={figure}>
      <span
        title={`${formatCount(request.input_tokens)} in, ${formatCount(request.output_tokens)} out${request.estimated ? ', counted by the gateway' : ''}`}
      >
        {formatCompact(request.input_tokens)} → {formatCompact(request.output_tokens)}
        {request.estimated && <span className="text-kumo-subtle"> est.</span>}
      </span>
    </Table.Cell>
    <Table.Cell className={figure}>
      {request.priced ? (
        <Money nanoUsd={request.cost_nano_usd} />
      ) : (
        <span className="text-kumo-subtle">unpriced</span>
      )}
    </Table.Cell>
    <Table.Cell className={figure}>
      {request.first_token_ms === null ? (
        <span className="text-kumo-subtle">–</span>
      ) : (
        formatDuration(request.first_token_ms)
      )}
    </Table.Cell>
    <Table.Cell className="hidden pe-4 text-end whitespace-nowrap tabular-nums sm:table-cell">
      {formatDuration(request.duration_ms)}
    </Table.Cell>
  </Table.Row>
);
