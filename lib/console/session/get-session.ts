import { eq } from 'drizzle-orm';
import { organisation, provider } from '#db/schema/index.ts';
import { permissionsOf } from '../../auth/actor.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { ConsoleError } from '../error/console-error.ts';
import type { Session } from './schema.ts';

/**
 * Who calls, what they may do, and where they are.
 * @throws ConsoleError `not_found` before the organisation exists.
 */
export async function getSession(ctx: ConsoleContext): Promise<Session> {
  authorize(ctx, 'console.read');
  const [[here], real] = await Promise.all([
    ctx.db.select().from(organisation).where(eq(organisation.id, 1)),
    ctx.db.select({ id: provider.id }).from(provider).where(eq(provider.simulated, false)).limit(1),
  ]);
  if (!here)
    throw new ConsoleError('not_found', 'This database has no organisation yet: start the gateway once.');
  const { actor } = ctx;
  return {
    actor: actor.kind === 'user' ? 'user' : 'management_key',
    user:
      actor.kind === 'user' ? { id: actor.id, email: actor.email, name: actor.name, role: actor.role } : null,
    permissions: [...permissionsOf(actor)],
    organisation: { name: here.name, time_zone: here.timeZone },
    has_real_provider: real.length > 0,
  };
}
