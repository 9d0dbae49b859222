'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { Link } from '@cloudflare/kumo/components/link';
import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { useState } from 'react';
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx';
import { plural } from '#app/_ui/format-number.ts';
import { Gate } from '#app/_ui/gate.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { QueryRegion } from '#app/_ui/query-region.tsx';
import { RelativeTime } from '#app/_ui/relative-time.tsx';
import { RowsSkeleton } from '#app/_ui/skeleton.tsx';
import { StatusBadge } from '#app/_ui/status-badge.tsx';
import type { AlertItem } from '#lib/console/alerts/schema.ts';
import { useOpenAlerts, useResolveAlert } from './queries.ts';

const titles = {
  credential_refused: 'Credential refused',
  credential_out_of_quota: 'Out of quota',
  endpoint_unreachable: 'Endpoint unreachable',
  budget_soft_limit: 'Soft budget spent',
} as const satisfies Record<AlertItem['kind'], string>;

const Resolve = ({ alert }: { readonly alert: AlertItem }) => {
  const [asking, setAsking] = useState(false);
  const toasts = useKumoToastManager();
  const resolve = useResolveAlert();
  return (
    <>
      <Gate permission="alerts.write">
        {(blocked) => (
          <Button size="sm" disabled={blocked} onClick={() => setAsking(true)}>
            Resolve
          </Button>
        )}
      </Gate>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Resolve the alert about ${alert.subject}?`}
        description="It goes by itself when what it is about works again, and comes back when its cause is met again."
        confirm="Resolve alert"
        onConfirm={async () => {
          await resolve.mutateAsync(alert.id);
          toasts.add({ title: 'Alert resolved', variant: 'success' });
        }}
      />
    </>
  );
};

const AlertRow = ({ alert }: { readonly alert: AlertItem }) => (
  <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3">
    <div className="flex min-w-0 flex-1 basis-72 flex-col gap-1">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <StatusBadge tone="failed">{titles[alert.kind]}</StatusBadge>
        <span className="font-mono text-sm break-all">{alert.subject}</span>
      </div>
      <p className="max-w-prose break-words">{alert.message}</p>
      <p className="text-sm text-kumo-subtle">
        since <RelativeTime iso={alert.raised_at} />, seen {plural(alert.seen, 'time')}, last{' '}
        <RelativeTime iso={alert.last_seen_at} /> ·{' '}
        {alert.provider === null ? (
          <Link href="/spend">Go to Spend</Link>
        ) : (
          <Link href={`/providers?${new URLSearchParams({ provider: alert.provider })}`}>
            Go to {alert.provider}
          </Link>
        )}
      </p>
    </div>
    <Resolve alert={alert} />
  </li>
);

/** What somebody must act on, with what to do. */
export const OpenAlerts = () => (
  <Panel title="Alerts" note="what somebody must act on" flush>
    <QueryRegion query={useOpenAlerts()} what="alerts" skeleton={<RowsSkeleton rows={1} />}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="px-4 py-3">
            <StatusBadge tone="ok">Nothing needs you</StatusBadge>
          </p>
        ) : (
          <ul className="divide-y divide-kumo-hairline">
            {items.map((alert) => (
              <AlertRow key={alert.id} alert={alert} />
            ))}
          </ul>
        )
      }
    </QueryRegion>
  </Panel>
);
