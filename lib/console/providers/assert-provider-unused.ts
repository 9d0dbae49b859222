import { isNull } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { virtualKey } from '#db/schema/index.ts';
import { ConsoleError } from '../error/console-error.ts';
import { inWords } from '../in-words.ts';
import type { ProviderItem } from './schema.ts';

/**
 * A provider that routes or keys name must stay under its name.
 * @throws ConsoleError `conflict` that names them.
 */
export async function assertProviderUnused(
  tx: Queryable,
  current: ProviderItem,
  verb: 'removed' | 'renamed',
): Promise<void> {
  const keys = await tx.select().from(virtualKey).where(isNull(virtualKey.revokedAt));
  const naming = keys
    .filter((key) => key.models?.some((model) => model.startsWith(`${current.name}/`)))
    .map((key) => key.name)
    .sort();
  const users = [...current.routes.map((name) => `route ${name}`), ...naming.map((name) => `key ${name}`)];
  if (users.length === 0) return;
  throw new ConsoleError(
    'conflict',
    `${current.name} cannot be ${verb}: ${inWords(users)} ${users.length === 1 ? 'uses' : 'use'} it. Change that first.`,
    { details: { routes: current.routes, keys: naming } },
  );
}
