import { listCircuits } from '#lib/console/circuits/list-circuits.ts';
import { circuitList } from '#lib/console/circuits/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'The circuit breakers of every running gateway',
  permission: 'console.read',
  input: {},
  answer: circuitList,
  run: listCircuits,
});
