import { eq } from 'drizzle-orm';
import { route } from '#db/schema/index.ts';
import { changedFields } from '../audit/changed-fields.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { ConsoleError } from '../error/console-error.ts';
import { onDuplicate } from '../error/on-duplicate.ts';
import { assertUnused } from './assert-unused.ts';
import { checkRoute } from './check-route.ts';
import { readRoute } from './get-route.ts';
import type { RouteConflict, RouteItem, UpdateRouteInput } from './schema.ts';

/**
 * Replaces a route whole, if it is still the one that the edit was based on.
 * @throws ConsoleError `conflict` with both versions when someone else saved in between; nothing is overwritten.
 */
export async function updateRoute(
  ctx: ConsoleContext,
  input: UpdateRouteInput & { readonly id: string },
): Promise<RouteItem> {
  authorize(ctx, 'routes.write');
  const { id, name, settings, version } = input;
  return changeConfiguration(ctx, async (tx) => {
    await tx.select({ id: route.id }).from(route).where(eq(route.id, id)).for('update');
    const current = await readRoute(tx, id);
    if (current.version !== version) {
      const details: RouteConflict = { yours: { name, settings, version }, current };
      throw new ConsoleError('conflict', `Someone else changed ${current.name} since you opened it.`, {
        details,
      });
    }
    if (name !== current.name) assertUnused(current, 'renamed');
    await checkRoute(tx, { name, settings }, current.name);
    await onDuplicate(
      tx
        .update(route)
        .set({ name, settings, updatedAt: new Date(ctx.clock.now()) })
        .where(eq(route.id, id)),
      'name',
      `There is a route ${name} already.`,
    );
    const result = await readRoute(tx, id);
    return {
      result,
      audit: {
        action: 'route.update',
        subject: { id, name },
        detail: changedFields(
          { name: current.name, settings: current.settings },
          { name, settings: result.settings },
        ),
      },
      summary: name === current.name ? `changed route ${name}` : `renamed route ${current.name} to ${name}`,
    };
  });
}
