import { listFailovers } from '#lib/console/failovers/list-failovers.ts';
import { failoverPage, listFailoversQuery } from '#lib/console/failovers/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'Moves past a target, newest first',
  permission: 'console.read',
  input: { query: listFailoversQuery },
  answer: failoverPage,
  run: (ctx, { query }) => listFailovers(ctx, query),
});
