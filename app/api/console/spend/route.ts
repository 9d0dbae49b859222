import { exportSpend, listSpend } from '#lib/console/spend/list-spend.ts';
import { spendPage, spendQuery } from '#lib/console/spend/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'Requests, tokens and cost by group and hour or day, newest first; as a table with format=csv',
  permission: 'console.read',
  input: { query: spendQuery },
  answer: spendPage,
  run: (ctx, { query }) => listSpend(ctx, query),
  csv: (ctx, { query }) => exportSpend(ctx, query),
});
