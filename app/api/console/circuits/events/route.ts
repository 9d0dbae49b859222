import { listCircuitEvents } from '#lib/console/circuits/list-circuit-events.ts';
import { circuitEventPage, listCircuitEventsQuery } from '#lib/console/circuits/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'What the circuits went through, newest first',
  permission: 'console.read',
  input: { query: listCircuitEventsQuery },
  answer: circuitEventPage,
  run: (ctx, { query }) => listCircuitEvents(ctx, query),
});
