import { createSerializer, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { rangeParsers } from '#app/_ui/time-range.ts';
import { type SpendDimension, type SpendGrouping, spendDimensions } from '#lib/console/spend/schema.ts';
import { spendPeriods } from './spend-range.ts';

/** What the bars can be as high as. */
export const measures = ['cost', 'requests', 'tokens'] as const;

/** One of {@link measures}. */
export type Measure = (typeof measures)[number];

/** What the bars can stand for. */
export const buckets = ['hour', 'day'] as const;

/** One of {@link buckets}. */
export type Bucket = (typeof buckets)[number];

/** What can be grouped by, as the menu lists it. */
export const groupings = [...spendDimensions, 'tag'] as const;

/** The whole view as it stands in the URL. */
export const spendParsers = {
  range: parseAsStringLiteral(spendPeriods).withDefault('30d'),
  from: rangeParsers.from,
  to: rangeParsers.to,
  group: parseAsStringLiteral(groupings).withDefault('provider'),
  /** Name of the tag to group by; only looked at when `group` is `tag`. */
  tag: parseAsString.withDefault(''),
  /** Without a choice the length of the range decides. */
  bucket: parseAsStringLiteral(buckets),
  show: parseAsStringLiteral(measures).withDefault('cost'),
};

/** What the spending is grouped by; null while no tag is named. */
export const groupingOf = (state: {
  readonly group: (typeof groupings)[number];
  readonly tag: string;
}): SpendGrouping | null => {
  if (state.group !== 'tag') return { by: state.group, tag: null };
  const tag = state.tag.trim();
  return tag === '' ? null : { by: 'tag', tag };
};

/** The grouping as the API takes it. */
export const groupByParam = (grouping: SpendGrouping): string =>
  grouping.by === 'tag' ? `tag:${grouping.tag}` : grouping.by;

const list = parseAsArrayOf(parseAsString);

const logQuery = createSerializer({
  from: rangeParsers.from,
  to: rangeParsers.to,
  ...({ provider: list, model: list, route: list, team: list, key: list } satisfies Record<
    SpendDimension,
    typeof list
  >),
});

/**
 * Where the requests behind a figure are read. The log knows no filter for a tag or for requests without a name: then
 * the time alone narrows it.
 */
export const logHref = (
  time: { readonly from: string; readonly to: string },
  of?: { readonly grouping: SpendGrouping; readonly group: string | null },
): string =>
  logQuery('/requests', {
    from: new Date(time.from),
    to: new Date(time.to),
    ...(of && of.grouping.by !== 'tag' && of.group !== null ? { [of.grouping.by]: [of.group] } : {}),
  });
