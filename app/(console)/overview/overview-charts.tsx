'use client';

import { Link } from '@cloudflare/kumo/components/link';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { Bars } from '#app/_ui/chart/bars.tsx';
import { ChartFrame } from '#app/_ui/chart/chart-frame.tsx';
import { formatMoney } from '#app/_ui/format-money.ts';
import { formatCompact, formatCount } from '#app/_ui/format-number.ts';
import type { Overview } from '#lib/console/overview/schema.ts';
import { type ChartPoint, chartPoints, logHref, unrecordedSteps } from './chart-points.ts';

const colours = {
  ok: 'var(--color-ok-fill)',
  failed: 'var(--color-failed-fill)',
  partial: 'var(--color-degraded-fill)',
  canceled: 'var(--color-skipped-fill)',
  failovers: 'var(--color-degraded-fill)',
  cost: 'var(--color-kumo-brand)',
} as const;

type Figure = 'ok' | 'failed' | 'partial' | 'canceled' | 'failovers';

const outcomes = [
  { key: 'ok', label: 'Answered' },
  { key: 'failed', label: 'Failed' },
  { key: 'partial', label: 'Partial' },
  { key: 'canceled', label: 'Caller left' },
] as const satisfies readonly { key: Figure; label: string }[];

const count = (value: number | null) => (value === null ? 'nothing recorded' : formatCount(value));

const Lines = ({
  point,
  lines,
}: {
  readonly point: ChartPoint;
  readonly lines: readonly (readonly [string, string])[];
}) => (
  <dl className="grid grid-cols-[auto_auto] gap-x-4">
    <div className="col-span-2 pb-1 font-medium">
      {point.label}
      {!point.complete && ' (not ended yet)'}
    </div>
    {lines.map(([name, value]) => (
      <div key={name} className="contents">
        <dt className="text-kumo-subtle">{name}</dt>
        <dd className="text-end tabular-nums">{value}</dd>
      </div>
    ))}
  </dl>
);

const FiguresTable = ({
  caption,
  points,
  columns,
}: {
  readonly caption: string;
  readonly points: readonly ChartPoint[];
  readonly columns: readonly { readonly label: string; readonly value: (point: ChartPoint) => ReactNode }[];
}) => (
  <table className="w-full">
    <caption className="sr-only">{caption}</caption>
    <thead>
      <tr className="text-kumo-subtle">
        <th scope="col" className="py-1 text-start font-normal">
          From
        </th>
        {columns.map((column) => (
          <th key={column.label} scope="col" className="py-1 ps-3 text-end font-normal">
            {column.label}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {points.map((point) => (
        <tr key={point.at} className="border-t border-kumo-hairline">
          <th scope="row" className="py-1 text-start font-normal whitespace-nowrap">
            <Link href={logHref(point)}>{point.label}</Link>
            {!point.complete && <span className="text-kumo-subtle"> not ended</span>}
          </th>
          {columns.map((column) => (
            <td key={column.label} className="py-1 ps-3 text-end tabular-nums">
              {column.value(point)}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

/** Requests by outcome, failovers, and money over time. */
export const OverviewCharts = ({ overview }: { readonly overview: Overview }) => {
  const router = useRouter();
  const points = chartPoints(overview);
  const unrecorded = unrecordedSteps(points);
  const open = (point: ChartPoint) => router.push(logHref(point));
  return (
    <div className="flex flex-col gap-5">
      <ChartFrame
        title="Requests"
        note="a dotted step has not ended yet"
        legend={outcomes.map(({ key, label }) => ({ label, colour: colours[key] }))}
        table={
          <FiguresTable
            caption="Requests by outcome"
            points={points}
            columns={outcomes.map(({ key, label }) => ({ label, value: (point) => count(point[key]) }))}
          />
        }
      >
        <Bars
          points={points}
          unrecorded={unrecorded}
          series={outcomes.map(({ key }) => ({ key, colour: colours[key] }))}
          formatValue={formatCompact}
          tell={(point) => (
            <Lines
              point={point}
              lines={outcomes.map(({ key, label }) => [label, count(point[key])] as const)}
            />
          )}
          onOpen={open}
        />
      </ChartFrame>
      <div className="grid gap-5 lg:grid-cols-2">
        <ChartFrame
          title="Failovers"
          legend={[{ label: 'moves past a target', colour: colours.failovers }]}
          table={
            <FiguresTable
              caption="Failovers"
              points={points}
              columns={[{ label: 'Failovers', value: (point) => count(point.failovers) }]}
            />
          }
        >
          <Bars
            points={points}
            unrecorded={unrecorded}
            series={[{ key: 'failovers', colour: colours.failovers }]}
            formatValue={formatCompact}
            tell={(point) => <Lines point={point} lines={[['Failovers', count(point.failovers)]]} />}
            onOpen={open}
          />
        </ChartFrame>
        <ChartFrame
          title="Spend"
          legend={[{ label: 'US dollars', colour: colours.cost }]}
          table={
            <FiguresTable
              caption="Spend"
              points={points}
              columns={[{ label: 'Spend', value: (point) => moneyOrGap(point) }]}
            />
          }
        >
          <Bars
            points={points}
            unrecorded={unrecorded}
            axisWidth={84}
            series={[{ key: 'cost', colour: colours.cost }]}
            formatValue={(dollars) => formatMoney(BigInt(Math.round(dollars * 1e9)))}
            tell={(point) => <Lines point={point} lines={[['Spend', moneyOrGap(point)]]} />}
            onOpen={open}
          />
        </ChartFrame>
      </div>
    </div>
  );
};

const moneyOrGap = (point: ChartPoint) =>
  point.costNanoUsd === null ? 'nothing recorded' : formatMoney(point.costNanoUsd);
