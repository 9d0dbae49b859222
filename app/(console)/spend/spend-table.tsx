'use client';

import { Link } from '@cloudflare/kumo/components/link';
import { useMemo } from 'react';
import { type Column, DataTable } from '#app/_ui/data-table.tsx';
import { formatCompact, formatCount, formatShare } from '#app/_ui/format-number.ts';
import { Money } from '#app/_ui/money.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import type { SpendFigures, SpendGrouping, SpendSummary } from '#lib/console/spend/schema.ts';
import { groupingTitle, groupName, othersLabel } from './group-words.ts';
import type { Spending } from './queries.ts';
import { logHref } from './search-params.ts';
import { spendChange, spendShare } from './spend-change.ts';

/** A row; `rest` is everything beyond the groups that are listed. */
interface Row extends SpendFigures {
  readonly id: string;
  readonly name: string;
  readonly href: string;
  /** Null where it is not known: of everything beyond the groups that are listed. */
  readonly previousNanoUsd: string | null;
}

const rowsOf = ({ grouping, summary }: Spending): Row[] => {
  const rows = summary.groups.map(
    (one): Row => ({
      ...one,
      id: `group ${JSON.stringify(one.group)}`,
      name: groupName(grouping, one.group),
      href: logHref(summary, { grouping, group: one.group }),
      previousNanoUsd: one.previous_cost_nano_usd,
    }),
  );
  if (summary.rest === null) return rows;
  return [
    ...rows,
    { ...summary.rest, id: 'rest', name: othersLabel, href: logHref(summary), previousNanoUsd: null },
  ];
};

const doubts = (row: SpendFigures) =>
  [
    row.unpriced > 0 && `${formatCount(row.unpriced)} without a price`,
    row.estimated > 0 && `${formatShare(row.estimated, row.requests) ?? '–'} estimated`,
  ]
    .filter((text) => text !== false)
    .join(' · ');

const Share = ({ share }: { readonly share: ReturnType<typeof spendShare> }) =>
  share === null ? (
    <span className="text-kumo-subtle">–</span>
  ) : (
    <span className="flex items-center justify-end gap-2">
      <span aria-hidden className="h-1.5 w-20 overflow-clip rounded-full bg-kumo-fill">
        <span className="block h-full bg-kumo-brand" style={{ width: `${share.percent}%` }} />
      </span>
      <span className="w-12 text-end">{share.words}</span>
    </span>
  );

const Change = ({ row }: { readonly row: Row }) => {
  if (row.previousNanoUsd === null) return <span className="text-kumo-subtle">–</span>;
  const { amount, ratio } = spendChange(row.cost_nano_usd, row.previousNanoUsd);
  return amount === null ? (
    <span className="text-kumo-subtle">no change</span>
  ) : (
    <span className="flex flex-col">
      {amount}
      <span className="text-sm text-kumo-subtle">{ratio ?? 'nothing before'}</span>
    </span>
  );
};

const columnsOf = (grouping: SpendGrouping, total: string): readonly Column<Row>[] => [
  {
    id: 'group',
    header: groupingTitle(grouping),
    cell: (row) => (
      <span className="flex min-w-0 flex-col">
        <Link href={row.href} className="break-all">
          {row.name}
        </Link>
        <span className="text-sm text-kumo-subtle">{doubts(row)}</span>
      </span>
    ),
  },
  {
    id: 'requests',
    header: 'Requests',
    align: 'end',
    from: 'sm',
    cell: (row) => formatCount(row.requests),
  },
  {
    id: 'tokens',
    header: 'Tokens, in → out',
    align: 'end',
    from: 'md',
    className: 'whitespace-nowrap',
    cell: (row) => `${formatCompact(row.input_tokens)} → ${formatCompact(row.output_tokens)}`,
  },
  {
    id: 'cost',
    header: 'Cost',
    align: 'end',
    cell: (row) => (
      <span className="flex flex-col">
        <Money nanoUsd={row.cost_nano_usd} />
        <span className="text-sm text-kumo-subtle sm:hidden">
          {row.previousNanoUsd !== null && spendChange(row.cost_nano_usd, row.previousNanoUsd).ratio}
        </span>
      </span>
    ),
  },
  {
    id: 'share',
    header: 'Share',
    align: 'end',
    from: 'lg',
    cell: (row) => <Share share={spendShare(row.cost_nano_usd, total)} />,
  },
  { id: 'change', header: 'Change', align: 'end', from: 'sm', cell: (row) => <Change row={row} /> },
];

const noteOf = (grouping: SpendGrouping, summary: SpendSummary) => {
  const order = summary.rest === null ? 'dearest first' : `the ${summary.groups.length} dearest`;
  if (grouping.by === 'provider' || grouping.by === 'model')
    return `${order}; failed attempts cost where they were made, a request counts where it was answered`;
  return grouping.by === 'tag'
    ? `${order}; the log has no filter for tags, so each leads to all requests`
    : order;
};

/** Every group with its sums, its share and its change. */
export const SpendTable = ({ spending }: { readonly spending: Spending }) => {
  const { grouping, summary } = spending;
  const columns = useMemo(
    () => columnsOf(grouping, summary.totals.cost_nano_usd),
    [grouping, summary.totals.cost_nano_usd],
  );
  const rows = useMemo(() => rowsOf(spending), [spending]);
  return (
    <Panel title={`By ${groupingTitle(grouping).toLowerCase()}`} note={noteOf(grouping, summary)} flush>
      <DataTable
        caption="Spend by group, dearest first"
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
      />
    </Panel>
  );
};
