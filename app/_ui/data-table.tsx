'use client';

import { Table } from '@cloudflare/kumo/components/table';
import { cn } from '@cloudflare/kumo/utils';
import { type ColumnDef, tableFeatures, useTable } from '@tanstack/react-table';
import { type ReactNode, useMemo } from 'react';

const features = tableFeatures({});

/** A column: what stands in it and from which width of the window it is shown. */
export interface Column<T> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: T) => ReactNode;
  /** Figures stand at the end so that their digits line up. */
  readonly align?: 'end';
  readonly from?: 'sm' | 'md' | 'lg' | 'xl';
  /** The header is only read out, e.g. over a menu. */
  readonly quiet?: boolean;
  readonly className?: string;
}

/** Kumo's table, made denser: quieter headings. */
export const denseTable = '[&_th]:py-1.5 [&_th]:text-sm [&_th]:font-medium [&_th]:text-kumo-subtle';

const shownFrom = {
  sm: 'hidden sm:table-cell',
  md: 'hidden md:table-cell',
  lg: 'hidden lg:table-cell',
  xl: 'hidden xl:table-cell',
} as const satisfies Record<NonNullable<Column<unknown>['from']>, string>;

const cellClass = <T,>(column: Column<T> | undefined) =>
  cn(
    column?.align === 'end' && 'text-end tabular-nums',
    column?.from && shownFrom[column.from],
    column?.className,
  );

/** A dense table of a whole list. */
export const DataTable = <T,>({
  caption,
  columns,
  rows,
  rowId,
}: {
  /** Read out by screen readers. */
  readonly caption: string;
  /** Must keep its identity between renders. */
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowId: (row: T) => string;
}) => {
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const definitions = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<typeof features, T & object> => ({
          id: column.id,
          header: column.header,
          cell: ({ row }) => column.cell(row.original),
        }),
      ),
    [columns],
  );
  const data = useMemo(() => rows as (T & object)[], [rows]);
  const table = useTable({ features, columns: definitions, data, getRowId: rowId });
  return (
    <div className="overflow-x-auto">
      <Table className={`${denseTable} [&_td]:py-2`}>
        <caption className="sr-only">{caption}</caption>
        <Table.Header variant="compact">
          {table.getHeaderGroups().map((group) => (
            <Table.Row key={group.id}>
              {group.headers.map((header) => (
                <Table.Head key={header.id} className={cellClass(byId.get(header.id))}>
                  <span className={byId.get(header.id)?.quiet ? 'sr-only' : ''}>
                    <table.FlexRender header={header} />
                  </span>
                </Table.Head>
              ))}
            </Table.Row>
          ))}
        </Table.Header>
        <Table.Body>
          {table.getRowModel().rows.map((row) => (
            <Table.Row key={row.id}>
              {row.getAllCells().map((cell) => (
                <Table.Cell key={cell.id} className={cellClass(byId.get(cell.column.id))}>
                  <table.FlexRender cell={cell} />
                </Table.Cell>
              ))}
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </div>
  );
};
