import { spendSummary, spendSummaryQuery } from '#lib/console/spend/schema.ts';
import { summariseSpend } from '#lib/console/spend/summarise-spend.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'Spending of a range by group, with the range before, a chart and a forecast of the month',
  permission: 'console.read',
  input: { query: spendSummaryQuery },
  answer: spendSummary,
  run: (ctx, { query }) => summariseSpend(ctx, query),
});
