import { moneyForPlotting } from '#app/_ui/format-money.ts';
import type { Overview } from '#lib/console/overview/schema.ts';

/** One step of a chart. Figures are null where nothing was recorded: a gap is not a zero. */
export interface ChartPoint {
  readonly at: string;
  /** End of the step, as an ISO time. */
  readonly until: string;
  readonly label: string;
  /** False while the step has not ended. */
  readonly complete: boolean;
  readonly ok: number | null;
  readonly failed: number | null;
  readonly partial: number | null;
  readonly canceled: number | null;
  readonly failovers: number | null;
  /** Dollars, for the height only. */
  readonly cost: number | null;
  readonly costNanoUsd: string | null;
}

const day = 86_400;

const labelFormat = (
  overview: Pick<Overview, 'from' | 'to' | 'step_seconds'>,
  timeZone: string | undefined,
) => {
  const spanMs = Date.parse(overview.to) - Date.parse(overview.from);
  const date = { day: 'numeric', month: 'short' } as const;
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  const parts =
    overview.step_seconds >= day ? date : spanMs > day * 1000 * 1.01 ? { ...date, ...time } : time;
  return new Intl.DateTimeFormat('en-GB', { ...parts, ...(timeZone === undefined ? {} : { timeZone }) });
};

/** Turns the answer's series into what the charts draw, in the viewer's zone or the one given. */
export const chartPoints = (
  overview: Pick<Overview, 'from' | 'to' | 'step_seconds' | 'series' | 'records_since'>,
  timeZone?: string,
): ChartPoint[] => {
  const format = labelFormat(overview, timeZone);
  const since =
    overview.records_since === null ? Number.POSITIVE_INFINITY : Date.parse(overview.records_since);
  return overview.series.map((point) => {
    const endMs = Date.parse(point.at) + overview.step_seconds * 1000;
    const known = endMs > since;
    return {
      at: point.at,
      until: new Date(endMs).toISOString(),
      label: format.format(new Date(point.at)),
      complete: point.complete,
      ok: known ? point.ok : null,
      failed: known ? point.errors : null,
      partial: known ? point.partial : null,
      canceled: known ? point.canceled : null,
      failovers: known ? point.failovers : null,
      cost: known ? moneyForPlotting(point.cost_nano_usd) : null,
      costNanoUsd: known ? point.cost_nano_usd : null,
    };
  });
};

/** First and last step before anything was recorded; null when the whole range was. */
export const unrecordedSteps = (points: readonly ChartPoint[]): { from: string; to: string } | null => {
  const gap = points.filter((point) => point.ok === null);
  const [first] = gap;
  const last = gap.at(-1);
  return first && last ? { from: first.at, to: last.at } : null;
};

/** Where a step is read in the log. */
export const logHref = (point: Pick<ChartPoint, 'at' | 'until'>): string =>
  `/requests?${new URLSearchParams({ from: new Date(point.at).toISOString(), to: point.until })}`;
