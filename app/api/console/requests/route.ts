import { listRequests } from '#lib/console/requests/list-requests.ts';
import { listRequestsQuery, requestPage } from '#lib/console/requests/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'The log of requests, newest first',
  permission: 'console.read',
  input: { query: listRequestsQuery },
  answer: requestPage,
  run: (ctx, { query }) => listRequests(ctx, query),
});
