import { orderCircuit } from '#lib/console/circuits/order-circuit.ts';
import { circuitOrder, orderCircuitInput } from '#lib/console/circuits/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const POST = defineRoute({
  summary: 'Force a circuit open, lift that, or reset it, in every gateway within a second',
  permission: 'circuits.write',
  input: { body: orderCircuitInput },
  answer: circuitOrder,
  status: 201,
  run: (ctx, { body }) => orderCircuit(ctx, body),
});
