import { eq, inArray } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { provider, route, team } from '#db/schema/index.ts';
import { parseTarget } from '../../config/target-text.ts';
import { ConsoleError, invalidField } from '../error/console-error.ts';
import type { FieldIssue } from '../error/schema.ts';

/**
 * The team of this name.
 * @throws ConsoleError `invalid` at `team`.
 */
export async function findTeam(tx: Queryable, name: string): Promise<{ id: string; name: string }> {
  const [row] = await tx.select().from(team).where(eq(team.name, name));
  if (!row) throw invalidField('team', `There is no team ${name}.`);
  return { id: row.id, name: row.name };
}

/**
 * Checks that everything a key may call exists: a misspelt name would be a key that works nowhere.
 * @throws ConsoleError `invalid` at each `models.<n>` at fault.
 */
export async function assertCallable(tx: Queryable, models: readonly string[]): Promise<void> {
  const unknown = await unknownCallables(tx, models);
  const issues = models.flatMap((name, index): FieldIssue[] => {
    const message = unknown.get(name);
    return message === undefined ? [] : [{ path: `models.${index}`, message }];
  });
  if (issues[0]) throw new ConsoleError('invalid', issues[0].message, { issues });
}

/** The names that nothing stands behind, each with a sentence that says so. */
export async function unknownCallables(
  tx: Queryable,
  models: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const providerNames = models.flatMap((name) => {
    const target = name.includes('/') ? parseTarget(name) : null;
    return target?.kind === 'model' ? [target.provider] : [];
  });
  const routeNames = models.filter((name) => !name.includes('/'));
  const [providers, routes] = await Promise.all([
    tx
      .select({ name: provider.name })
      .from(provider)
      .where(inArray(provider.name, [...providerNames, ''])),
    tx
      .select({ name: route.name })
      .from(route)
      .where(inArray(route.name, [...routeNames, ''])),
  ]);
  const known = new Set([...providers.map(({ name }) => `${name}/`), ...routes.map(({ name }) => name)]);
  const isKnown = (name: string) => {
    const slash = name.indexOf('/');
    return known.has(slash < 0 ? name : name.slice(0, slash + 1));
  };
  return new Map(models.filter((name) => !isKnown(name)).map((name) => [name, missing(name)]));
}

/** @throws ConsoleError `invalid` at `expires_at` when that moment has passed. */
export function assertInFuture(expiresAt: string | null | undefined, nowMs: number): void {
  if (typeof expiresAt === 'string' && Date.parse(expiresAt) <= nowMs) {
    throw invalidField('expires_at', 'This moment has passed: choose a later one, or revoke the key.');
  }
}

const missing = (name: string): string =>
  name.includes('/') ? `There is no provider for ${name}.` : `There is no route ${name}.`;
