'use client';

import { LinkButton } from '@cloudflare/kumo/components/button';
import { Empty } from '@cloudflare/kumo/components/empty';
import { PathIcon, PlusIcon } from '@phosphor-icons/react';
import NextLink from 'next/link';
import { CopyableId } from '#app/_ui/copyable-id.tsx';
import { plural } from '#app/_ui/format-number.ts';
import { CircuitBadge } from '#app/_ui/health-badge.tsx';
import { PageFrame } from '#app/_ui/page-frame.tsx';
import { QueryRegion } from '#app/_ui/query-region.tsx';
import { useMay } from '#app/_ui/shell/session-context.tsx';
import { SimulatedBadge } from '#app/_ui/simulated-badge.tsx';
import { RowsSkeleton } from '#app/_ui/skeleton.tsx';
import type { RouteItem, RouteTarget } from '#lib/console/routes/schema.ts';
import { useRoutes } from './queries.ts';

const Chain = ({ targets }: { readonly targets: readonly RouteTarget[] }) => (
  <ol className="flex flex-col gap-1.5">
    {targets.map((target, index) => (
      <li key={target.target} className="flex min-w-0 items-center gap-2.5">
        <span className="w-8 shrink-0 text-end text-sm text-kumo-subtle">
          {index === 0 ? 'first' : 'then'}
        </span>
        <span className="min-w-0 truncate font-mono text-sm" title={target.target}>
          {target.target}
        </span>
        <span className="shrink-0 text-sm">
          <CircuitBadge state={target.circuit} />
        </span>
      </li>
    ))}
  </ol>
);

const usedBy = (route: RouteItem) =>
  [
    route.keys.length > 0 && `named by ${plural(route.keys.length, 'key')}`,
    route.used_by_routes.length > 0 && `part of ${route.used_by_routes.join(', ')}`,
  ]
    .filter(Boolean)
    .join('; ');

const RouteCard = ({ route }: { readonly route: RouteItem }) => (
  <li className="relative flex flex-col gap-3 border-b border-kumo-hairline px-4 py-4 last:border-b-0 hover:bg-kumo-tint md:flex-row md:gap-8">
    <div className="flex min-w-0 flex-col gap-1 md:w-72 md:shrink-0">
      <span className="flex items-center gap-2">
        <NextLink
          href={`/routes/${route.id}`}
          className="truncate font-mono font-medium text-kumo-strong after:absolute after:inset-0 hover:underline"
        >
          {route.name}
        </NextLink>
        {route.simulated && <SimulatedBadge />}
      </span>
      <span className="relative z-1 w-fit">
        <CopyableId id={route.id} className="text-kumo-subtle" />
      </span>
      <span className="text-sm text-kumo-subtle">{usedBy(route)}</span>
    </div>
    <div className="flex min-w-0 flex-1 flex-col gap-2">
      <Chain targets={route.targets} />
      <p className="text-sm text-kumo-subtle">{route.summary}</p>
    </div>
  </li>
);

const NewRoute = () => {
  const { may } = useMay('routes.write');
  return may ? (
    <LinkButton href="/routes/new" variant="primary" icon={PlusIcon}>
      New route
    </LinkButton>
  ) : null;
};

/** Every chain: its name, its targets in order, and what moves a request along. */
export const RoutesView = () => (
  <PageFrame
    title="Routes"
    purpose="A route is what clients send as model: a chain of targets, tried in order until one answers."
    action={<NewRoute />}
  >
    <section aria-label="Routes" className="overflow-clip rounded-lg border border-kumo-line bg-kumo-base">
      <QueryRegion query={useRoutes()} what="routes" skeleton={<RowsSkeleton rows={3} rowClassName="h-32" />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              icon={<PathIcon size={32} />}
              title="No route yet"
              description="Add a provider, then make a chain of the targets that should answer."
              contents={<NewRoute />}
            />
          ) : (
            <ul>
              {items.map((route) => (
                <RouteCard key={route.id} route={route} />
              ))}
            </ul>
          )
        }
      </QueryRegion>
    </section>
  </PageFrame>
);
