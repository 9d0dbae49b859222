import { sql } from 'drizzle-orm';
import { type GatewayData, readGatewayData } from '../gateway-data.ts';

/** What the database holds of a soak. */
export interface RecordCounts {
  /** Statuses by number of the call: exactly one each, when all is well. */
  readonly statuses: ReadonlyMap<number, readonly string[]>;
  readonly records: number;
  /** Attempts by provider, and how many of them a provider may not have heard of. */
  readonly attempts: ReadonlyMap<string, { readonly all: number; readonly unheard: number }>;
  readonly recovered: number;
  readonly failovers: number;
}

/** Counts once the gateway has ended. */
export function countRecords(data: GatewayData): Promise<RecordCounts> {
  return readGatewayData(data, async ({ db }) => {
    const rows = await db.execute<{ call: string; status: string; recovered: boolean }>(
      sql`select tags->>'call' as call, status, recovered from request`,
    );
    const attempts = await db.execute<{ provider: string; all: string; unheard: string }>(
      sql`select provider, count(*) as all, count(*) filter (where kind in ('client_closed', 'connection_failed')) as unheard
          from attempt group by provider`,
    );
    const [failovers] = await db.execute<{ all: string }>(sql`select count(*) as all from failover`);
    const statuses = new Map<number, string[]>();
    let recovered = 0;
    for (const row of rows) {
      const number = Number(row.call);
      const known = statuses.get(number);
      if (known === undefined) statuses.set(number, [row.status]);
      else known.push(row.status);
      if (row.recovered) recovered += 1;
    }
    return {
      statuses,
      records: rows.length,
      recovered,
      failovers: Number(failovers?.all ?? 0),
      attempts: new Map(
        attempts.map(({ provider, all, unheard }) => [
          provider,
          { all: Number(all), unheard: Number(unheard) },
        ]),
      ),
    };
  });
}
