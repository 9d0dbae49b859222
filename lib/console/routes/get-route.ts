import type { Queryable } from '#db/client.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { ConsoleError } from '../error/console-error.ts';
import { readRoutes } from './read-routes.ts';
import type { RouteItem } from './schema.ts';

/**
 * One route, by its id.
 * @throws ConsoleError `not_found`.
 */
export async function getRoute(ctx: ConsoleContext, input: { readonly id: string }): Promise<RouteItem> {
  authorize(ctx, 'console.read');
  return readRoute(ctx.db, input.id);
}

/** @throws ConsoleError `not_found`. */
export async function readRoute(db: Queryable, id: string): Promise<RouteItem> {
  const found = (await readRoutes(db)).find((item) => item.id === id);
  if (!found) throw new ConsoleError('not_found', `There is no route ${id}.`);
  return found;
}
