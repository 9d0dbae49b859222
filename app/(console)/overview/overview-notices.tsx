'use client';

import { Banner } from '@cloudflare/kumo/components/banner';
import { Link } from '@cloudflare/kumo/components/link';
import { FlaskIcon, WarningIcon } from '@phosphor-icons/react';
import { plural } from '#app/_ui/format-number.ts';
import { useSession } from '#app/_ui/shell/session-context.tsx';
import type { Overview } from '#lib/console/overview/schema.ts';

/** What an operator must know before reading a figure. */
export const OverviewNotices = ({ overview }: { readonly overview: Overview }) => {
  const session = useSession();
  return (
    <>
      {overview.gateways.length === 0 && (
        <Banner
          variant="error"
          icon={<WarningIcon weight="fill" />}
          title="No gateway is running"
          description="No gateway process has reported for a while: calls are probably not answered."
        />
      )}
      {overview.alerts.map((alert) => (
        <Banner
          key={alert.id}
          variant="error"
          icon={<WarningIcon weight="fill" />}
          title={alert.subject}
          description={alert.message}
          action={<Link href="/health">Go to Health</Link>}
        />
      ))}
      {overview.records_dropped > 0 && (
        <Banner
          variant="alert"
          icon={<WarningIcon weight="fill" />}
          title={`${plural(overview.records_dropped, 'request record was', 'request records were')} lost`}
          description="The queue to the database was full, so the figures below are too low."
        />
      )}
      {!session.has_real_provider && (
        <Banner
          variant="secondary"
          size="sm"
          icon={<FlaskIcon />}
          description="Every provider here is simulated: answers are canned and cost nothing."
          action={<Link href="/providers?add=true">Add a real provider</Link>}
        />
      )}
    </>
  );
};
