import { rollbackConfig } from '#lib/console/config/rollback-config.ts';
import { rollbackInput, rolledBack } from '#lib/console/config/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const POST = defineRoute({
  summary: 'Go back to an earlier version, as a new one',
  permission: 'config.write',
  input: { body: rollbackInput },
  answer: rolledBack,
  run: (ctx, { body }) => rollbackConfig(ctx, body),
});
