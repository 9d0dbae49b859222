import { listAlerts } from '#lib/console/alerts/list-alerts.ts';
import { alertPage, listAlertsQuery } from '#lib/console/alerts/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'What somebody must act on, open ones first',
  permission: 'console.read',
  input: { query: listAlertsQuery },
  answer: alertPage,
  run: (ctx, { query }) => listAlerts(ctx, query),
});
