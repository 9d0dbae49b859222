import { Panel } from '#app/_ui/panel.tsx';
import { RelativeTime } from '#app/_ui/relative-time.tsx';
import type { Overview } from '#lib/console/overview/schema.ts';

/** The last changes of the configuration: often the reason why something broke. */
export const OverviewChanges = ({ changes }: { readonly changes: Overview['changes'] }) => (
  <Panel title="What changed" note="the configuration, newest first" flush>
    {changes.length === 0 ? (
      <p className="px-4 py-6 text-kumo-subtle">Nothing yet.</p>
    ) : (
      <ol className="divide-y divide-kumo-hairline">
        {changes.map((change) => (
          <li key={change.version} className="flex items-baseline gap-3 px-4 py-2.5">
            <span className="w-8 shrink-0 text-sm text-kumo-subtle tabular-nums">v{change.version}</span>
            <span className="min-w-0 flex-1">
              <span className="block break-words">{change.summary}</span>
              <span className="text-sm text-kumo-subtle">by {change.actor}</span>
            </span>
            <RelativeTime iso={change.created_at} className="shrink-0 text-sm text-kumo-subtle" />
          </li>
        ))}
      </ol>
    )}
  </Panel>
);
