import type { SpendGrouping } from '#lib/console/spend/schema.ts';

/** How a way of grouping reads. */
export const groupingLabel = {
  provider: 'Provider',
  model: 'Model',
  route: 'Route',
  team: 'Team',
  key: 'Key',
  tag: 'Tag',
} as const satisfies Record<SpendGrouping['by'], string>;

/** Heading over the names of a grouping: `Provider`, `Tag project`. */
export const groupingTitle = (grouping: SpendGrouping): string =>
  grouping.by === 'tag' ? `Tag ${grouping.tag}` : groupingLabel[grouping.by];

/** What everything beyond the groups shown one by one is called. */
export const othersLabel = 'All others';

/** Name of a group; requests that had none say so. */
export const groupName = (grouping: SpendGrouping, group: string | null): string => {
  if (group !== null) return group === '' ? '(empty)' : group;
  return grouping.by === 'tag' ? `Without ${grouping.tag}` : `No ${grouping.by}`;
};
