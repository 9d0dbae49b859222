import { getCircuitBoard } from '#lib/console/circuits/get-circuit-board.ts';
import { circuitBoard } from '#lib/console/circuits/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'Every target that routes name or that was called, in every running gateway',
  permission: 'console.read',
  input: {},
  answer: circuitBoard,
  run: getCircuitBoard,
});
