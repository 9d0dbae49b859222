'use client';

import { Link } from '@cloudflare/kumo/components/link';
import { Panel } from '#app/_ui/panel.tsx';
import { ProviderMark } from '#app/_ui/provider-mark.tsx';
import { QueryRegion } from '#app/_ui/query-region.tsx';
import { RelativeTime } from '#app/_ui/relative-time.tsx';
import { SimulatedBadge } from '#app/_ui/simulated-badge.tsx';
import { RowsSkeleton } from '#app/_ui/skeleton.tsx';
import type { CircuitBoard as Board, BoardTarget, GatewayItem } from '#lib/console/circuits/schema.ts';
import { CircuitActions } from './circuit-actions.tsx';
import { CircuitCell } from './circuit-cell.tsx';
import { useCircuitBoard } from './queries.ts';

const Order = ({ order }: { readonly order: NonNullable<BoardTarget['order']> }) => (
  <p className="text-sm break-words">
    Forced open by {order.ordered_by} <RelativeTime iso={order.ordered_at} />
    {order.expires_at === null ? (
      ', until somebody lifts it'
    ) : (
      <>
        , ends <RelativeTime iso={order.expires_at} />
      </>
    )}
    {order.reason !== null && <>: “{order.reason}”</>}
  </p>
);

const Row = ({
  target,
  gateways,
}: {
  readonly target: BoardTarget;
  readonly gateways: readonly GatewayItem[];
}) => (
  <li
    aria-label={target.target}
    className="grid min-w-0 gap-x-6 gap-y-2.5 px-4 py-3 lg:grid-cols-[minmax(0,22rem)_minmax(0,1fr)]"
  >
    <div className="flex min-w-0 flex-col gap-2">
      <div className="flex min-w-0 flex-col gap-1">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          {target.adapter !== null && <ProviderMark adapter={target.adapter} simulated={target.simulated} />}
          <span className="min-w-0 font-mono text-sm font-medium break-all text-kumo-strong">
            {target.target}
          </span>
          {target.simulated && <SimulatedBadge />}
        </span>
        <p className="text-sm text-kumo-subtle">
          {target.routes.length === 0 ? (
            'in no route'
          ) : (
            <>
              in {target.routes.length === 1 ? 'route' : 'routes'}{' '}
              <span className="font-mono">{target.routes.join(', ')}</span>
            </>
          )}
          {' · '}
          <Link href={`/health?${new URLSearchParams({ target: target.target })}#history`}>its history</Link>
        </p>
        {target.order !== null && <Order order={target.order} />}
      </div>
      <CircuitActions target={target} />
    </div>
    <ul
      aria-label={`${target.target} in each gateway`}
      className="grid min-w-0 auto-rows-min grid-cols-[repeat(auto-fill,minmax(min(100%,15rem),1fr))] gap-2"
    >
      {gateways.map(({ id }) => (
        <CircuitCell
          key={id}
          instance={id}
          circuit={target.circuits.find(({ instance }) => instance === id) ?? null}
        />
      ))}
    </ul>
  </li>
);

/** Those in trouble stand first, the others by name. */
const troubledFirst = ({ targets }: Board): readonly BoardTarget[] => {
  const isTroubled = ({ order, circuits }: BoardTarget) =>
    order !== null || circuits.some(({ state }) => state !== 'closed');
  return [...targets].sort((a, b) => Number(isTroubled(b)) - Number(isTroubled(a)));
};

/** Every target with its circuit in each gateway. */
export const CircuitBoard = () => (
  <Panel
    title="Circuits"
    note="each gateway judges by what it has seen itself; orders hold in all of them"
    flush
  >
    <QueryRegion
      query={useCircuitBoard()}
      what="circuits"
      skeleton={<RowsSkeleton rows={3} rowClassName="h-20" />}
    >
      {(board) =>
        board.targets.length === 0 ? (
          <p className="px-4 py-6 text-kumo-subtle">
            No route has a target yet. <Link href="/routes/new">Make the first route</Link>.
          </p>
        ) : (
          <ul className="divide-y divide-kumo-hairline">
            {troubledFirst(board).map((target) => (
              <Row key={target.target} target={target} gateways={board.gateways} />
            ))}
          </ul>
        )
      }
    </QueryRegion>
  </Panel>
);
