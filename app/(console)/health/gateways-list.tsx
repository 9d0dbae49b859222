'use client';

import { CopyableId } from '#app/_ui/copyable-id.tsx';
import { type Column, DataTable } from '#app/_ui/data-table.tsx';
import { formatCount } from '#app/_ui/format-number.ts';
import { Panel } from '#app/_ui/panel.tsx';
import { QueryRegion } from '#app/_ui/query-region.tsx';
import { RelativeTime } from '#app/_ui/relative-time.tsx';
import { RowsSkeleton } from '#app/_ui/skeleton.tsx';
import { StatusBadge } from '#app/_ui/status-badge.tsx';
import type { GatewayItem } from '#lib/console/circuits/schema.ts';
import { useCircuitBoard } from './queries.ts';

const columns: readonly Column<GatewayItem>[] = [
  {
    id: 'id',
    header: 'Gateway',
    cell: ({ id }) => <CopyableId id={id} className="max-w-44 sm:max-w-none" />,
  },
  {
    id: 'started',
    header: 'Started',
    className: 'whitespace-nowrap',
    cell: ({ started_at }) => <RelativeTime iso={started_at} />,
  },
  {
    id: 'version',
    header: 'Configuration',
    align: 'end',
    from: 'sm',
    cell: ({ config_version }) => (config_version === null ? 'none yet' : `v${config_version}`),
  },
  {
    id: 'queue',
    header: 'Records waiting',
    align: 'end',
    from: 'md',
    cell: ({ record_queue_depth }) => formatCount(record_queue_depth),
  },
  {
    id: 'dropped',
    header: 'Records lost',
    align: 'end',
    from: 'md',
    cell: ({ records_dropped }) => formatCount(records_dropped),
  },
];

/** The gateway processes that are alive. */
export const GatewaysList = () => (
  <Panel title="Gateways" note="the processes that serve calls now" flush>
    <QueryRegion query={useCircuitBoard()} what="gateways" skeleton={<RowsSkeleton rows={1} />}>
      {({ gateways }) =>
        gateways.length === 0 ? (
          <p className="px-4 py-3">
            <StatusBadge tone="failed">No gateway is running: calls are probably not answered</StatusBadge>
          </p>
        ) : (
          <DataTable
            caption="Running gateways, oldest first"
            columns={columns}
            rows={gateways}
            rowId={({ id }) => id}
          />
        )
      }
    </QueryRegion>
  </Panel>
);
