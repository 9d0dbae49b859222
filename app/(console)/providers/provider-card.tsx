'use client';

import { Link } from '@cloudflare/kumo/components/link';
import { cn } from '@cloudflare/kumo/utils';
import { useEffect, useRef } from 'react';
import { HealthBadge } from '#app/_ui/health-badge.tsx';
import { BudgetBars } from '#app/_ui/limits/budget-bars.tsx';
import { ProviderMark } from '#app/_ui/provider-mark.tsx';
import { SimulatedBadge } from '#app/_ui/simulated-badge.tsx';
import type { ProviderItem } from '#lib/console/providers/schema.ts';
import { CredentialList } from './credential-list.tsx';
import { ProviderActions } from './provider-actions.tsx';

const UsedBy = ({ routes }: { readonly routes: readonly string[] }) =>
  routes.length === 0 ? (
    <span className="text-kumo-subtle">in no route</span>
  ) : (
    <span className="text-kumo-subtle">
      in {routes.length === 1 ? 'route' : 'routes'} <span className="font-mono">{routes.join(', ')}</span>
    </span>
  );

/** One provider: who it is, how it does, where it is, and its pool of secrets. */
export const ProviderCard = ({
  provider,
  pointedOut,
}: {
  readonly provider: ProviderItem;
  readonly pointedOut: boolean;
}) => {
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (pointedOut) card.current?.scrollIntoView({ block: 'center' });
  }, [pointedOut]);
  return (
    <li
      ref={card}
      aria-label={provider.name}
      className={cn(
        'flex flex-col overflow-clip rounded-lg border bg-kumo-base',
        pointedOut ? 'border-kumo-brand' : 'border-kumo-line',
      )}
    >
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3 px-4 py-3">
        <div className="flex min-w-0 flex-1 flex-col gap-1">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <ProviderMark adapter={provider.adapter} simulated={provider.simulated} size={18} />
            <h2 className="truncate font-mono font-medium text-kumo-strong">{provider.name}</h2>
            <span className="text-sm text-kumo-subtle">{provider.adapter_label}</span>
            {provider.simulated && <SimulatedBadge />}
          </div>
          <p className="text-sm break-all">
            <span className="font-mono text-kumo-subtle">
              {provider.simulated ? 'built-in simulator' : provider.effective_base_url}
            </span>
            {!provider.simulated && provider.base_url === null && (
              <span className="text-kumo-subtle"> (documented)</span>
            )}
          </p>
          <p className="text-sm">
            <UsedBy routes={provider.routes} />
            {!provider.health_check && (
              <span className="text-kumo-subtle"> · not checked in the background</span>
            )}
            {provider.routes.length > 0 && (
              <>
                {' · '}
                <Link href={`/requests?${new URLSearchParams({ provider: provider.name })}`}>
                  its requests
                </Link>
              </>
            )}
          </p>
        </div>
        <div className="order-last flex w-full min-w-0 flex-col gap-1 sm:order-none sm:w-72">
          <HealthBadge health={provider.health.health} />
          <p className="text-sm text-kumo-subtle">{provider.health.sentence}</p>
          <BudgetBars usage={provider.usage} className="mt-1" />
        </div>
        <ProviderActions provider={provider} />
      </div>
      <CredentialList provider={provider} />
    </li>
  );
};
