import { sql } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { configVersion } from '#db/schema/index.ts';
import { documentHash } from './canonical-json.ts';
import { loadCurrentState } from './current-state.ts';
import { stateDocument } from './state-document.ts';

/** A change of the configuration, for its history. */
export interface VersionEntry {
  readonly origin: (typeof configVersion.$inferInsert)['origin'];
  /** Who made it, by name. */
  readonly actor: string;
  /** What changed, in a sentence. */
  readonly summary: string;
}

/**
 * Writes down the configuration as it is now in this transaction, as a new version, and returns its number: every gateway
 * loads the configuration again when it sees a higher one. Call it last in each transaction that changes what a gateway
 * serves. Virtual keys are no part of the document: they are access, not configuration, a restored version must never
 * bring one back, and a hundred thousand of them in every row of the history would weigh megabytes; the audit log has theirs.
 */
export async function recordConfigVersion(tx: Queryable, entry: VersionEntry): Promise<number> {
  // Numbers must become visible in order; also, nobody else's change can slip in between reading and writing.
  await tx.execute(sql`lock table ${configVersion} in share row exclusive mode`);
  const document = stateDocument(await loadCurrentState(tx));
  const [row] = await tx
    .insert(configVersion)
    .values({ ...entry, document, hash: documentHash(document) })
    .returning({ version: configVersion.version });
  if (!row) throw new Error('The new configuration version has no number.');
  return row.version;
}
