import { idParams, removed } from '#lib/console/list/schema.ts';
import { deleteRoute } from '#lib/console/routes/delete-route.ts';
import { getRoute } from '#lib/console/routes/get-route.ts';
import { routeItem, updateRouteInput } from '#lib/console/routes/schema.ts';
import { updateRoute } from '#lib/console/routes/update-route.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'One route',
  permission: 'console.read',
  input: { params: idParams },
  answer: routeItem,
  run: (ctx, { params }) => getRoute(ctx, params),
});

export const PUT = defineRoute({
  summary: 'Replace a route, if it is still the version that the edit was based on',
  permission: 'routes.write',
  input: { params: idParams, body: updateRouteInput },
  answer: routeItem,
  run: (ctx, { params, body }) => updateRoute(ctx, { ...params, ...body }),
});

export const DELETE = defineRoute({
  summary: 'Remove a route that no key and no other route names',
  permission: 'routes.write',
  input: { params: idParams },
  answer: removed,
  run: (ctx, { params }) => deleteRoute(ctx, params),
});
