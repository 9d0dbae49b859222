import { route } from '#db/schema/index.ts';
import { newId } from '../../gateway/new-id.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { onDuplicate } from '../error/on-duplicate.ts';
import { checkRoute } from './check-route.ts';
import { readRoute } from './get-route.ts';
import type { CreateRouteInput, RouteItem } from './schema.ts';

/**
 * Makes a route.
 * @throws ConsoleError `invalid` beside a target that does not exist, `conflict` when the name is taken.
 */
export async function createRoute(ctx: ConsoleContext, input: CreateRouteInput): Promise<RouteItem> {
  authorize(ctx, 'routes.write');
  const { name, settings } = input;
  const id = newId('route');
  const now = new Date(ctx.clock.now());
  return changeConfiguration(ctx, async (tx) => {
    await checkRoute(tx, input);
    const row = { id, name, settings, createdAt: now, updatedAt: now };
    await onDuplicate(tx.insert(route).values(row), 'name', `There is a route ${name} already.`);
    return {
      result: await readRoute(tx, id),
      audit: { action: 'route.create', subject: { id, name }, detail: { settings } },
      summary: `created route ${name}`,
    };
  });
}
