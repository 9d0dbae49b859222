import { listConfigVersions } from '#lib/console/config/list-config-versions.ts';
import { configVersionPage, listConfigVersionsQuery } from '#lib/console/config/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: "The configuration's history, newest first",
  permission: 'console.read',
  input: { query: listConfigVersionsQuery },
  answer: configVersionPage,
  run: (ctx, { query }) => listConfigVersions(ctx, query),
});
