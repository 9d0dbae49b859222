import { getConfigVersion } from '#lib/console/config/get-config-version.ts';
import { configVersionDetail, versionParams } from '#lib/console/config/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'One version, and what going back to it would change',
  permission: 'console.read',
  input: { params: versionParams },
  answer: configVersionDetail,
  run: (ctx, { params }) => getConfigVersion(ctx, params),
});
