import { idParams } from '#lib/console/list/schema.ts';
import { getRequest } from '#lib/console/requests/get-request.ts';
import { requestDetail } from '#lib/console/requests/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'One request with its attempts, skipped targets and failovers',
  permission: 'console.read',
  input: { params: idParams },
  answer: requestDetail,
  run: (ctx, { params }) => getRequest(ctx, params),
});
