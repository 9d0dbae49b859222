import { asc } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { auditEvent, configVersion } from '#db/schema/index.ts';

/** What the audit log and the configuration's history hold, oldest first. */
export async function history(database: Database) {
  const [audit, versions] = await Promise.all([
    database.db.select().from(auditEvent).orderBy(asc(auditEvent.id)),
    database.db.select().from(configVersion).orderBy(asc(configVersion.version)),
  ]);
  return {
    audit,
    versions,
    actions: audit.map((row) => row.action),
    summaries: versions.map((row) => row.summary),
  };
}
