import { listAudit } from '#lib/console/audit/list-audit.ts';
import { auditPage, listAuditQuery } from '#lib/console/audit/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'Who changed what, newest first',
  permission: 'audit.read',
  input: { query: listAuditQuery },
  answer: auditPage,
  run: (ctx, { query }) => listAudit(ctx, query),
});
