import { desc, eq } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { configVersion } from '#db/schema/index.ts';
import { ConsoleError } from '../error/console-error.ts';
import type { ConfigAnswer, ConfigVersionItem } from './schema.ts';

type VersionRow = typeof configVersion.$inferSelect;

/** A stored version as the console's JSON has it. */
export const versionItemOf = (row: Omit<VersionRow, 'document'>): ConfigVersionItem => ({
  version: row.version,
  hash: row.hash,
  origin: row.origin,
  summary: row.summary,
  actor: row.actor,
  created_at: row.createdAt.toISOString(),
});

/** A stored version with its document. */
export const configAnswerOf = (row: VersionRow): ConfigAnswer => ({
  ...versionItemOf(row),
  document: row.document,
});

/**
 * The version in force.
 * @throws ConsoleError `not_found` before the first one.
 */
export async function readCurrentVersion(db: Queryable): Promise<VersionRow> {
  const [row] = await db.select().from(configVersion).orderBy(desc(configVersion.version)).limit(1);
  if (!row) throw new ConsoleError('not_found', 'There is no configuration yet: start the gateway once.');
  return row;
}

/** @throws ConsoleError `not_found`. */
export async function readVersion(db: Queryable, version: number): Promise<VersionRow> {
  const [row] = await db.select().from(configVersion).where(eq(configVersion.version, version));
  if (!row) throw new ConsoleError('not_found', `There is no version ${version} of the configuration.`);
  return row;
}
