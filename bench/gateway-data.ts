import { connectDatabase, type Database } from '#db/client.ts';
import { startEmbeddedDatabase } from '#db/embedded.ts';

/** Where a gateway that has ended left its data. */
export interface GatewayData {
  readonly dataDir: string;
  readonly databaseUrl?: string | undefined;
}

/** Opens what a gateway left behind, reads, and closes it again. */
export async function readGatewayData<T>(
  { dataDir, databaseUrl }: GatewayData,
  read: (database: Database) => Promise<T>,
): Promise<T> {
  const embedded = databaseUrl === undefined ? await startEmbeddedDatabase({ dataDir }) : null;
  const target = embedded === null ? { url: databaseUrl ?? '' } : { socketPath: embedded.socketPath };
  const database = connectDatabase(target, { statementTimeoutMs: 120_000, silenceTimeoutMs: 120_000 });
  try {
    return await read(database);
  } finally {
    await database.close();
    await embedded?.stop();
  }
}
