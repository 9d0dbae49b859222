import type { BarPoint } from '#app/_ui/chart/bars.tsx';
import { moneyForPlotting } from '#app/_ui/format-money.ts';
import type { SpendGrouping, SpendSummary } from '#lib/console/spend/schema.ts';
import { colourOthers, coloursFor } from './colours.ts';
import { groupName, othersLabel } from './group-words.ts';
import type { Measure } from './search-params.ts';

/** Key of a series in a point. */
export type SeriesKey = `g${number}`;

/** One colour of the stack. */
export interface SpendSeries {
  readonly key: SeriesKey;
  readonly group: string | null;
  /** Everything beyond the groups shown one by one. */
  readonly others: boolean;
  readonly label: string;
  readonly colour: string;
}

/** Exact figures of a group in one hour or day. */
export type Cell = Pick<
  SpendSummary['series'][number],
  'requests' | 'input_tokens' | 'output_tokens' | 'cost_nano_usd'
>;

/** One hour or day. The heights stand under the keys of the series. */
export interface SpendPoint extends BarPoint {
  /** The part of the hour or day that lies in the range: the first and the last may be cut short. ISO times. */
  readonly from: string;
  readonly to: string;
  /** Exact figures; a group that was not used has none. */
  readonly cells: ReadonlyMap<SeriesKey, Cell>;
  readonly [height: SeriesKey]: number;
}

/** Height of a bar: dollars, requests or tokens. */
const heightOf = {
  cost: (cell) => moneyForPlotting(cell.cost_nano_usd),
  requests: (cell) => cell.requests,
  tokens: (cell) => cell.input_tokens + cell.output_tokens,
} as const satisfies Record<Measure, (cell: Cell) => number>;

const identity = (one: { readonly group: string | null; readonly others: boolean }) =>
  one.others ? 'others' : `group ${JSON.stringify(one.group)}`;

/** The series of the chart, dearest first, everything else last. */
export const spendSeries = (
  summary: Pick<SpendSummary, 'groups' | 'series'>,
  grouping: SpendGrouping,
): SpendSeries[] => {
  const used = new Map(summary.series.map((one) => [identity(one), one]));
  const rank = new Map(summary.groups.map((one, index) => [one.group, index]));
  const last = summary.groups.length;
  const place = (one: { group: string | null; others: boolean }) =>
    one.others ? last + 1 : (rank.get(one.group) ?? last);
  const ordered = [...used.values()].sort((a, b) => place(a) - place(b));
  const colours = coloursFor(ordered.filter((one) => !one.others).map(identity));
  return ordered.map((one, index) => ({
    key: `g${index}`,
    group: one.group,
    others: one.others,
    label: one.others ? othersLabel : groupName(grouping, one.group),
    colour: colours.get(identity(one)) ?? colourOthers,
  }));
};

const labelFormat = (summary: Pick<SpendSummary, 'bucket' | 'buckets' | 'time_zone'>) => {
  const date = { day: 'numeric', month: 'short' } as const;
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  const withTime = summary.buckets.length > 25 ? { ...date, ...time } : time;
  return new Intl.DateTimeFormat('en-GB', {
    ...(summary.bucket === 'day' ? date : withTime),
    timeZone: summary.time_zone,
  });
};

/** When the hour or day would end by itself. Days are those of this process, which in a browser is the viewer's. */
const naturalEndMs = (bucket: 'hour' | 'day', at: string): number => {
  const end = new Date(at);
  if (bucket === 'hour') end.setUTCHours(end.getUTCHours() + 1);
  else end.setDate(end.getDate() + 1);
  return end.getTime();
};

const isoTime = (ms: number) => new Date(ms).toISOString();

/** What the chart draws: one point for every hour or day of the range, also where nothing was used. */
export const spendPoints = (
  summary: Pick<SpendSummary, 'from' | 'to' | 'bucket' | 'buckets' | 'series' | 'time_zone'>,
  series: readonly SpendSeries[],
  measure: Measure,
): SpendPoint[] => {
  const keys = new Map(series.map((one) => [identity(one), one.key]));
  const cells = new Map<string, Map<SeriesKey, Cell>>();
  for (const cell of summary.series) {
    const key = keys.get(identity(cell));
    const row = cells.get(cell.bucket) ?? new Map<SeriesKey, Cell>();
    if (key !== undefined) cells.set(cell.bucket, row.set(key, cell));
  }
  const format = labelFormat(summary);
  const heights = (row: ReadonlyMap<SeriesKey, Cell>) =>
    Object.fromEntries([...row].map(([key, cell]) => [key, heightOf[measure](cell)]));
  return summary.buckets.map((at, index) => {
    const row = cells.get(at) ?? new Map<SeriesKey, Cell>();
    const next = summary.buckets[index + 1];
    const endMs = next === undefined ? naturalEndMs(summary.bucket, at) : Date.parse(next);
    return {
      at,
      from: isoTime(Math.max(Date.parse(at), Date.parse(summary.from))),
      to: isoTime(Math.min(endMs, Date.parse(summary.to))),
      label: format.format(new Date(at)),
      complete: endMs <= Date.parse(summary.to),
      cells: row,
      ...heights(row),
    };
  });
};
