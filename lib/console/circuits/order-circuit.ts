import { eq } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { provider } from '#db/schema/index.ts';
import { liftCircuitOrder, writeCircuitOrder } from '#db/stores/circuit-overrides.ts';
import { actorName } from '../../auth/actor.ts';
import { takeTurns } from '../../config/take-turns.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { ConsoleError, invalidField } from '../error/console-error.ts';
import { orderItemOf } from './order-item.ts';
import type { CircuitOrder, OrderCircuitInput } from './schema.ts';

/**
 * Forces a circuit open, lifts that, or resets it, in every gateway within a second.
 * @throws ConsoleError `invalid` when no provider has the target's name; `conflict` when there is no order to lift.
 */
export async function orderCircuit(ctx: ConsoleContext, input: OrderCircuitInput): Promise<CircuitOrder> {
  authorize(ctx, 'circuits.write');
  const { target } = input;
  return ctx.db.transaction(async (tx) => {
    await takeTurns(tx);
    await assertProvider(tx, target);
    const row = await carryOut(tx, input, actorName(ctx.actor));
    const order = orderItemOf(row, input.action);
    await recordAudit(tx, ctx.actor, {
      action: `circuit.${input.action}`,
      subject: { id: target, name: target },
      detail: input.action === 'force_open' ? { reason: order.reason, expires_at: order.expires_at } : {},
    });
    return order;
  });
}

async function carryOut(tx: Transaction, input: OrderCircuitInput, orderedBy: string) {
  const { target } = input;
  switch (input.action) {
    case 'force_open': {
      const { reason, expires_in_s: expiresInSeconds } = input;
      // An empty field of a form is no reason.
      return writeCircuitOrder(tx, {
        target,
        action: 'forced_open',
        reason: reason || null,
        orderedBy,
        expiresInSeconds,
      });
    }
    case 'reset':
      return writeCircuitOrder(tx, {
        target,
        action: 'reset',
        reason: null,
        orderedBy,
        expiresInSeconds: null,
      });
    case 'release': {
      const lifted = await liftCircuitOrder(tx, target);
      if (lifted === null) throw new ConsoleError('conflict', `${target} is not forced open.`);
      return lifted;
    }
    default:
      return input satisfies never;
  }
}

async function assertProvider(tx: Transaction, target: string): Promise<void> {
  const name = target.slice(0, target.indexOf('/'));
  const [found] = await tx.select({ id: provider.id }).from(provider).where(eq(provider.name, name));
  if (found === undefined) throw invalidField('target', `There is no provider ${name}.`);
}
