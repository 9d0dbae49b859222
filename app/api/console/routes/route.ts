import { createRoute } from '#lib/console/routes/create-route.ts';
import { listRoutes } from '#lib/console/routes/list-routes.ts';
import { createRouteInput, routeItem, routeList } from '#lib/console/routes/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'Every route with what is in force, inherited and expanded',
  permission: 'console.read',
  input: {},
  answer: routeList,
  run: listRoutes,
});

export const POST = defineRoute({
  summary: 'Make a route',
  permission: 'routes.write',
  input: { body: createRouteInput },
  answer: routeItem,
  status: 201,
  run: (ctx, { body }) => createRoute(ctx, body),
});
