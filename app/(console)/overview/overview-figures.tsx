import { Link } from '@cloudflare/kumo/components/link';
import { Figure, Figures } from '#app/_ui/figure.tsx';
import { formatDuration } from '#app/_ui/format-duration.ts';
import { formatMoney } from '#app/_ui/format-money.ts';
import { formatCompact, formatCount, formatShare, plural } from '#app/_ui/format-number.ts';
import { Money } from '#app/_ui/money.tsx';
import type { Overview } from '#lib/console/overview/schema.ts';

type Totals = Overview['totals'];

/** Callers who left say nothing about success. */
const success = (totals: Totals) => formatShare(totals.ok, totals.ok + totals.errors + totals.partial);

const before = (text: string | null) => (text === null ? 'nothing before' : `${text} before`);

const latency = (ms: number | null) => (ms === null ? '–' : formatDuration(ms));

const logOf = (query: string, params: Record<string, string>) =>
  `/requests?${new URLSearchParams([...new URLSearchParams(query), ...Object.entries(params)])}`;

/** The figures of the range, each beside that of the period before. */
export const OverviewFigures = ({
  overview: { totals, previous },
  rangeQuery,
}: {
  readonly overview: Overview;
  /** The range as a query string, for the links into the log. */
  readonly rangeQuery: string;
}) => (
  <Figures>
    <Figure label="Requests" note={before(formatCount(previous.requests))}>
      <Link variant="plain" href={logOf(rangeQuery, {})}>
        {formatCount(totals.requests)}
      </Link>
    </Figure>
    <Figure label="Success rate" note={before(success(previous))}>
      {success(totals) ?? '–'}
    </Figure>
    <Figure label="Failovers" note={`${plural(totals.rescued, 'request')} rescued by them`}>
      <Link variant="plain" href={logOf(rangeQuery, { failed_over: 'true' })}>
        {formatCount(totals.failovers)}
      </Link>
    </Figure>
    <Figure
      label="Latency, p50 / p95"
      note={before(
        previous.p50_ms === null ? null : `${latency(previous.p50_ms)} / ${latency(previous.p95_ms)}`,
      )}
    >
      {latency(totals.p50_ms)} / {latency(totals.p95_ms)}
    </Figure>
    <Figure
      label="Tokens, in → out"
      note={before(`${formatCompact(previous.input_tokens)} → ${formatCompact(previous.output_tokens)}`)}
    >
      {formatCompact(totals.input_tokens)} → {formatCompact(totals.output_tokens)}
    </Figure>
    <Figure label="Spend" note={before(formatMoney(previous.cost_nano_usd))}>
      <Money nanoUsd={totals.cost_nano_usd} />
    </Figure>
  </Figures>
);
