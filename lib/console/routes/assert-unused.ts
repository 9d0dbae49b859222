import { ConsoleError } from '../error/console-error.ts';
import { inWords } from '../in-words.ts';
import type { RouteItem } from './schema.ts';

/**
 * A route that others name must stay under its name.
 * @throws ConsoleError `conflict` that names who would be left without it.
 */
export function assertUnused(current: RouteItem, verb: 'removed' | 'renamed'): void {
  const users = [
    ...current.used_by_routes.map((name) => `route ${name}`),
    ...current.keys.map((name) => `key ${name}`),
  ];
  if (users.length === 0) return;
  throw new ConsoleError(
    'conflict',
    `${current.name} cannot be ${verb}: ${inWords(users)} ${users.length === 1 ? 'names' : 'name'} it. Change that first.`,
    { details: { routes: current.used_by_routes, keys: current.keys } },
  );
}
