import { readUsage, type UsageRow } from '#db/stores/spend-rows.ts';
import type { TimeRange } from '#db/stores/time-ranges.ts';
import { withUsage } from '#db/stores/usage-parts.ts';
import { createPeriodCalendar } from '../../gateway/budgets/period.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { invalidField } from '../error/console-error.ts';
import { readForecast } from './forecast.ts';
import type { SpendSummary, SpendSummaryInput } from './schema.ts';
import { added, figuresOf, nothingUsed, usageGroupingOf, zoneOf } from './spend-rows.ts';

const dayMs = 24 * 60 * 60_000;
const defaultRangeMs = 30 * dayMs;
/** Up to this length a chart has hours. */
const hoursUpToMs = 3 * dayMs;
const shownGroups = 50;
const chartedGroups = 8;
const maxBuckets = 1_000;

type Totals = typeof nothingUsed;

/**
 * What a page about spending shows: sums of a range, the range before, each group, a chart and where the month is heading.
 * @throws ConsoleError `invalid` when the range is empty.
 */
export async function summariseSpend(ctx: ConsoleContext, input: SpendSummaryInput): Promise<SpendSummary> {
  authorize(ctx, 'console.read');
  const zone = await zoneOf(ctx, input.time_zone);
  const nowMs = ctx.clock.now();
  const toMs = input.to === undefined ? nowMs : Date.parse(input.to);
  const fromMs = input.from === undefined ? Math.max(0, toMs - defaultRangeMs) : Date.parse(input.from);
  if (fromMs >= toMs) throw invalidField('to', 'The end of the range must come after its start.');
  const range = { fromMs, toMs };
  const before = { fromMs: Math.max(0, fromMs - (toMs - fromMs)), toMs: fromMs };
  const bucket = input.bucket ?? (toMs - fromMs <= hoursUpToMs ? 'hour' : 'day');
  const grouping = usageGroupingOf(input.group_by);
  return withUsage(ctx.db, async (tx, state) => {
    const rows = await readUsage(tx, state, { range, grouping, steps: { bucket, zone } });
    const earlier = await readUsage(tx, state, {
      range: before,
      grouping,
      steps: { bucket: 'range', zone },
    });
    return {
      ...inWords(range),
      time_zone: zone,
      bucket,
      totals: figuresOf(totalOf(rows)),
      previous: { ...inWords(before), totals: figuresOf(totalOf(earlier)) },
      ...groupsOf(rows, earlier),
      buckets: bucketsOf(range, rows, { kind: bucket, zone }),
      forecast: await readForecast(tx, state, { nowMs, zone }),
    };
  });
}

const inWords = ({ fromMs, toMs }: TimeRange) => ({
  from: new Date(fromMs).toISOString(),
  to: new Date(Math.min(toMs, Date.UTC(10_000, 0) - 1)).toISOString(),
});

const totalOf = (rows: readonly UsageRow[]): Totals => rows.reduce<Totals>(added, nothingUsed);

function byGroup(rows: readonly UsageRow[]): Map<string | null, Totals> {
  const groups = new Map<string | null, Totals>();
  for (const row of rows) groups.set(row.group, added(groups.get(row.group) ?? nothingUsed, row));
  return groups;
}

function groupsOf(rows: readonly UsageRow[], earlier: readonly UsageRow[]) {
  const before = byGroup(earlier);
  const sorted = [...byGroup(rows)].sort(([, a], [, b]) =>
    a.costNanoUsd === b.costNanoUsd ? b.requests - a.requests : a.costNanoUsd < b.costNanoUsd ? 1 : -1,
  );
  const rest = sorted.slice(shownGroups).map(([, totals]) => totals);
  const charted = new Set(sorted.slice(0, chartedGroups).map(([group]) => group));
  return {
    groups: sorted.slice(0, shownGroups).map(([group, totals]) => ({
      group,
      ...figuresOf(totals),
      previous_cost_nano_usd: (before.get(group)?.costNanoUsd ?? 0n).toString(),
    })),
    rest: rest.length === 0 ? null : figuresOf(rest.reduce(added, nothingUsed)),
    series: seriesOf(rows, charted),
  };
}

function seriesOf(rows: readonly UsageRow[], charted: ReadonlySet<string | null>): SpendSummary['series'] {
  const points = new Map<
    string,
    { bucketMs: number; group: string | null; others: boolean; totals: Totals }
  >();
  for (const row of rows) {
    const others = !charted.has(row.group);
    const group = others ? null : row.group;
    const place = JSON.stringify([row.bucketMs, others, group]);
    const totals = added(points.get(place)?.totals ?? nothingUsed, row);
    points.set(place, { bucketMs: row.bucketMs, group, others, totals });
  }
  return [...points.values()]
    .sort((a, b) => a.bucketMs - b.bucketMs)
    .map(({ bucketMs, group, others, totals }) => ({
      bucket: new Date(bucketMs).toISOString(),
      group,
      others,
      requests: totals.requests,
      input_tokens: totals.inputTokens,
      output_tokens: totals.outputTokens,
      cost_nano_usd: totals.costNanoUsd.toString(),
    }));
}

/** From the first to the last that was used where the range is longer than a chart can show. */
function bucketsOf(
  range: TimeRange,
  rows: readonly UsageRow[],
  steps: { readonly kind: 'hour' | 'day'; readonly zone: string },
): string[] {
  const calendar = createPeriodCalendar(steps.zone);
  const used = rows.map(({ bucketMs }) => bucketMs);
  const length = steps.kind === 'hour' ? dayMs / 24 : dayMs;
  const fits = (range.toMs - range.fromMs) / length <= maxBuckets;
  const firstMs = fits ? range.fromMs : used.reduce((a, b) => Math.min(a, b), range.toMs);
  const lastMs = fits ? range.toMs - 1 : used.reduce((a, b) => Math.max(a, b), firstMs - 1);
  const starts: string[] = [];
  for (let ms = firstMs; ms <= lastMs && starts.length < maxBuckets; ) {
    const { startMs, endMs } = calendar.periodAt(steps.kind, ms);
    starts.push(new Date(startMs).toISOString());
    ms = endMs;
  }
  return starts;
}
