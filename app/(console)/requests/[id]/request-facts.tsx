import { Link } from '@cloudflare/kumo/components/link';
import type { ReactNode } from 'react';
import { formatMoneyExact } from '#app/_ui/format-money.ts';
import { formatCount } from '#app/_ui/format-number.ts';
import { Panel } from '#app/_ui/panel.tsx';
import { RelativeTime } from '#app/_ui/relative-time.tsx';
import type { RequestDetail } from '#lib/console/requests/schema.ts';

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className="flex min-w-0 flex-col gap-0.5 sm:flex-row sm:gap-4">
    <dt className="w-36 shrink-0 text-kumo-subtle">{name}</dt>
    <dd className="min-w-0 break-words">{children}</dd>
  </div>
);

const filterHref = (name: string, value: string) => `/requests?${new URLSearchParams({ [name]: value })}`;

const Tags = ({ tags }: { readonly tags: RequestDetail['tags'] }) => {
  const entries = Object.entries(tags);
  if (entries.length === 0) return <span className="text-kumo-subtle">none</span>;
  return (
    <ul className="flex flex-wrap gap-1.5">
      {entries.map(([name, value]) => (
        <li key={name} className="rounded bg-kumo-tint px-1.5 font-mono text-sm">
          {name}={value}
        </li>
      ))}
    </ul>
  );
};

const Costs = ({ request }: { readonly request: RequestDetail }) => (
  <Panel title="Cost by attempt" className="lg:flex-1">
    <ul className="flex flex-col gap-2">
      {request.attempts.map((attempt) => (
        <li key={attempt.index} className="flex items-baseline justify-between gap-4">
          <span className="min-w-0">
            <span className="block truncate font-mono text-sm">
              {attempt.provider}/{attempt.model}
            </span>
            <span className="text-sm text-kumo-subtle">
              {formatCount(attempt.input_tokens)} in, {formatCount(attempt.output_tokens)} out
              {attempt.estimated && ', counted by the gateway'}
            </span>
          </span>
          <span className="shrink-0 tabular-nums">{formatMoneyExact(attempt.cost_nano_usd)}</span>
        </li>
      ))}
      <li className="flex justify-between border-t border-kumo-hairline pt-2 font-medium">
        <span>Together</span>
        <span className="tabular-nums">{formatMoneyExact(request.cost_nano_usd)}</span>
      </li>
    </ul>
  </Panel>
);

/** Who asked, for what, under which configuration, and what each attempt cost. */
export const RequestFacts = ({ request }: { readonly request: RequestDetail }) => (
  <div className="flex flex-col gap-5 lg:flex-row lg:items-start">
    <Panel title="Request" className="lg:flex-1">
      <dl className="flex flex-col gap-2">
        <Fact name="Started">
          <RelativeTime iso={request.started_at} />
        </Fact>
        <Fact name="Asked for">
          <span className="font-mono text-sm">{request.requested_model ?? 'no model'}</span>
        </Fact>
        <Fact name="Route">
          {request.route === null ? (
            <span className="text-kumo-subtle">none, a target was addressed</span>
          ) : (
            <Link href={filterHref('route', request.route)}>{request.route}</Link>
          )}
        </Fact>
        <Fact name="Key">
          <Link href={filterHref('key', request.key_name)}>{request.key_name}</Link>
        </Fact>
        <Fact name="Team">{request.team ?? <span className="text-kumo-subtle">none</span>}</Fact>
        <Fact name="Tags">
          <Tags tags={request.tags} />
        </Fact>
        <Fact name="Endpoint">
          <span className="font-mono text-sm">{request.endpoint}</span>
        </Fact>
        <Fact name="Configuration">version {request.config_version}</Fact>
        {request.error_message && <Fact name="Error">{request.error_message}</Fact>}
      </dl>
    </Panel>
    {request.attempts.length > 0 && <Costs request={request} />}
  </div>
);
