'use client';

import { useRouter } from 'next/navigation';
import { Bars } from '#app/_ui/chart/bars.tsx';
import { ChartFrame } from '#app/_ui/chart/chart-frame.tsx';
import { formatMoney } from '#app/_ui/format-money.ts';
import { formatCompact, formatCount } from '#app/_ui/format-number.ts';
import type { Spending } from './queries.ts';
import { logHref, type Measure } from './search-params.ts';
import { SpendChartTable } from './spend-chart-table.tsx';
import { type Cell, type SpendPoint, type SpendSeries, spendPoints, spendSeries } from './spend-points.ts';
import { mostBars } from './spend-range.ts';

const titles = {
  cost: 'Cost over time',
  requests: 'Requests over time',
  tokens: 'Tokens over time',
} as const satisfies Record<Measure, string>;

/** How a height of the axis reads: rounded to whole nano-USD, which no sum is made of. */
const axis = {
  cost: (dollars) => formatMoney(BigInt(Math.round(dollars * 1e9))),
  requests: formatCompact,
  tokens: formatCompact,
} as const satisfies Record<Measure, (height: number) => string>;

/** How an exact figure reads. */
const cellWords = {
  cost: (cell) => formatMoney(cell.cost_nano_usd),
  requests: (cell) => formatCount(cell.requests),
  tokens: (cell) => formatCount(cell.input_tokens + cell.output_tokens),
} as const satisfies Record<Measure, (cell: Cell) => string>;

const PointFacts = ({
  point,
  series,
  measure,
}: {
  readonly point: SpendPoint;
  readonly series: readonly SpendSeries[];
  readonly measure: Measure;
}) => (
  <dl className="grid grid-cols-[auto_auto] gap-x-4">
    <div className="col-span-2 pb-1 font-medium">
      {point.label}
      {!point.complete && ' (not ended yet)'}
    </div>
    {series.map(({ key, label, colour }) => {
      const cell = point.cells.get(key);
      return cell ? (
        <div key={key} className="contents">
          <dt className="flex max-w-64 items-center gap-1.5 text-kumo-subtle">
            <span aria-hidden className="size-2.5 shrink-0 rounded-xs" style={{ background: colour }} />
            <span className="truncate">{label}</span>
          </dt>
          <dd className="text-end tabular-nums">{cellWords[measure](cell)}</dd>
        </div>
      ) : null;
    })}
    {point.cells.size === 0 && <dd className="col-span-2 text-kumo-subtle">nothing used</dd>}
  </dl>
);

/** What was used over time, one colour per group; each bar leads to the requests behind it. */
export const SpendChart = ({
  spending: { grouping, summary },
  measure,
}: {
  readonly spending: Spending;
  readonly measure: Measure;
}) => {
  const router = useRouter();
  const series = spendSeries(summary, grouping);
  const points = spendPoints(summary, series, measure);
  const hrefOf = (point: SpendPoint, one?: SpendSeries) =>
    logHref(point, one && { grouping, group: one.group });
  return (
    <ChartFrame
      title={titles[measure]}
      note={
        summary.buckets.length < mostBars
          ? 'a dotted bar has not ended yet'
          : `the first ${formatCount(mostBars)} ${summary.bucket}s of the range`
      }
      legend={series}
      table={
        <SpendChartTable
          caption={titles[measure]}
          points={points}
          series={series}
          words={cellWords[measure]}
          hrefOf={hrefOf}
        />
      }
    >
      <Bars
        points={points}
        unrecorded={null}
        axisWidth={measure === 'cost' ? 84 : 44}
        series={series}
        formatValue={axis[measure]}
        tell={(point) => <PointFacts point={point} series={series} measure={measure} />}
        onOpen={(point, key) =>
          router.push(
            hrefOf(
              point,
              series.find((one) => one.key === key),
            ),
          )
        }
      />
    </ChartFrame>
  );
};
