'use client';

import { Link } from '@cloudflare/kumo/components/link';
import { Tooltip } from '@cloudflare/kumo/components/tooltip';
import { InfoIcon } from '@phosphor-icons/react';
import { Figure, Figures } from '#app/_ui/figure.tsx';
import { formatMoney } from '#app/_ui/format-money.ts';
import { formatCompact, formatCount, formatShare } from '#app/_ui/format-number.ts';
import { Money } from '#app/_ui/money.tsx';
import type { SpendSummary } from '#lib/console/spend/schema.ts';
import { forecastMethod, forecastMonth } from './forecast-words.ts';
import { logHref } from './search-params.ts';
import { changeWords, spendChange } from './spend-change.ts';
import { boundsLabel } from './spend-range.ts';

const Forecast = ({ summary: { forecast, time_zone } }: { readonly summary: SpendSummary }) => {
  const method = forecastMethod(forecast, time_zone, Date.now());
  return (
    <Figure
      label="Forecast"
      note={`for ${forecastMonth(forecast, time_zone)}, ${formatMoney(forecast.spent_nano_usd)} so far`}
    >
      <span className="inline-flex max-w-full items-center gap-1.5">
        <Money nanoUsd={forecast.expected_nano_usd} className="truncate" />
        <Tooltip
          content={method}
          render={
            <button
              type="button"
              aria-label={`How it is reached: ${method}`}
              className="cursor-help rounded-xs text-kumo-subtle focus-visible:outline-2 focus-visible:outline-kumo-focus"
            >
              <InfoIcon size={14} aria-hidden />
            </button>
          }
        />
      </span>
    </Figure>
  );
};

const before = (text: string) => `${text} before`;

/** The sums of the range, each against the same length of time just before, and where the month is heading. */
export const SpendFigures = ({ summary }: { readonly summary: SpendSummary }) => {
  const { totals, previous } = summary;
  const change = spendChange(totals.cost_nano_usd, previous.totals.cost_nano_usd);
  return (
    <Figures>
      <Figure label="Spend" note={changeWords(change)}>
        <Money nanoUsd={totals.cost_nano_usd} />
      </Figure>
      <Figure
        label="Period before"
        note={boundsLabel({ from: new Date(previous.from), to: new Date(previous.to) })}
      >
        <Money nanoUsd={previous.totals.cost_nano_usd} />
      </Figure>
      <Forecast summary={summary} />
      <Figure label="Requests" note={before(formatCount(previous.totals.requests))}>
        <Link variant="plain" href={logHref(summary)}>
          {formatCount(totals.requests)}
        </Link>
      </Figure>
      <Figure
        label="Tokens, in → out"
        note={before(
          `${formatCompact(previous.totals.input_tokens)} → ${formatCompact(previous.totals.output_tokens)}`,
        )}
      >
        {formatCompact(totals.input_tokens)} → {formatCompact(totals.output_tokens)}
      </Figure>
      <Figure label="Estimated" note="requests counted by the gateway itself">
        {formatShare(totals.estimated, totals.requests) ?? '–'}
      </Figure>
    </Figures>
  );
};
