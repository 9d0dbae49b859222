import { resolveAlert } from '#lib/console/alerts/resolve-alert.ts';
import { alertItem } from '#lib/console/alerts/schema.ts';
import { idParams } from '#lib/console/list/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const POST = defineRoute({
  summary: 'Take an alert off the list; it is raised anew when its cause is met again',
  permission: 'alerts.write',
  input: { params: idParams },
  answer: alertItem,
  run: (ctx, { params }) => resolveAlert(ctx, params),
});
