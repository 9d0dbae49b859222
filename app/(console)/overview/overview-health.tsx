import { Link } from '@cloudflare/kumo/components/link';
import { HealthBadge } from '#app/_ui/health-badge.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { ProviderMark } from '#app/_ui/provider-mark.tsx';
import { RelativeTime } from '#app/_ui/relative-time.tsx';
import { SimulatedBadge } from '#app/_ui/simulated-badge.tsx';
import type { Overview } from '#lib/console/overview/schema.ts';

/** How each provider does now: the badge, since when, why, what next. */
export const OverviewHealth = ({ providers }: { readonly providers: Overview['providers'] }) => (
  <Panel title="Providers now" aside={<Link href="/providers">All providers</Link>} flush>
    {providers.length === 0 ? (
      <p className="px-4 py-6 text-kumo-subtle">
        No provider yet. <Link href="/providers?add=true">Add the first one</Link>.
      </p>
    ) : (
      <ul className="divide-y divide-kumo-hairline">
        {providers.map((provider) => (
          <li key={provider.name} className="flex flex-col gap-1 px-4 py-2.5">
            <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
              <span className="flex min-w-0 items-center gap-2">
                <ProviderMark adapter={provider.adapter} simulated={provider.simulated} />
                <span className="truncate font-mono text-sm font-medium text-kumo-strong">
                  {provider.name}
                </span>
                {provider.simulated && <SimulatedBadge />}
              </span>
              <span className="flex items-center gap-2 text-sm">
                <HealthBadge health={provider.health} />
                {provider.since && <RelativeTime iso={provider.since} className="text-kumo-subtle" />}
              </span>
            </div>
            <p className="text-sm text-kumo-subtle">{provider.sentence}</p>
          </li>
        ))}
      </ul>
    )}
  </Panel>
);
