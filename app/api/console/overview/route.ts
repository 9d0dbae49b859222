import { getOverview } from '#lib/console/overview/get-overview.ts';
import { overview, overviewQuery } from '#lib/console/overview/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'Figures of a time range, providers now, and what changed',
  permission: 'console.read',
  input: { query: overviewQuery },
  answer: overview,
  run: (ctx, { query }) => getOverview(ctx, query),
});
