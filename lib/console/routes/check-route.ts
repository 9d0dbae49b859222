import type { Queryable } from '#db/client.ts';
import { provider, route } from '#db/schema/index.ts';
import { crossCheck } from '../../config/cross-check.ts';
import { describeProblem, formatPath } from '../../config/problem.ts';
import { ConsoleError } from '../error/console-error.ts';
import { settingsOf } from './read-routes.ts';
import type { RouteSettings } from './schema.ts';

/**
 * Checks what a route says of others: its providers and routes exist and it does not lead back to itself. The
 * configuration file is checked by the same function.
 * @throws ConsoleError `invalid`, beside the target or fallback at fault.
 */
export async function checkRoute(
  tx: Queryable,
  saved: { readonly name: string; readonly settings: RouteSettings },
  replaces?: string,
): Promise<void> {
  const [providers, rows] = await Promise.all([
    tx.select({ name: provider.name }).from(provider),
    tx.select().from(route),
  ]);
  const others = rows.filter((row) => row.name !== replaces && row.name !== saved.name);
  const routes = Object.fromEntries([
    ...others.map((row) => [row.name, settingsOf(row)] as const),
    [saved.name, saved.settings] as const,
  ]);
  const known = {
    providers: new Set(providers.map(({ name }) => name)),
    routes: new Set(Object.keys(routes)),
    teams: null,
  };
  const issues = crossCheck({ version: 1, routes }, known).map(({ path, message, suggestion }) => {
    const [section, name, ...rest] = path;
    const isOwn = section === 'routes' && name === saved.name;
    const where = isOwn ? ['settings', ...rest].join('.') : 'settings.targets';
    const sentence = describeProblem({ path: isOwn ? '' : formatPath(path), message, suggestion });
    return { path: where, message: sentence };
  });
  if (issues[0]) throw new ConsoleError('invalid', `${issues[0].path}: ${issues[0].message}`, { issues });
}
