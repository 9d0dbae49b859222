import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { migrateDatabase } from './migrate.ts';
import { attempt, failover, request, skippedTarget } from './schema/index.ts';
import { databaseKinds, isAvailable, withTestDatabase } from './testing/test-database.ts';

const shipped = join(import.meta.dirname, '..', 'drizzle');
const folder = mkdtempSync(join(tmpdir(), 'understudy-migrations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The migrations of the version before requests had partitions. */
function migrationsBefore(): string {
  cpSync(shipped, folder, { recursive: true });
  const path = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(path, 'utf8'));
  journal.entries = journal.entries.slice(0, 4);
  writeFileSync(path, JSON.stringify(journal));
  return folder;
}

describe.each(databaseKinds)('the %s database of an older version', (kind) => {
  it.skipIf(!isAvailable(kind))(
    'keeps every request with all of its rows, whatever its clock said',
    async () => {
      const database = await withTestDatabase(kind);
      const { sql } = database;
      try {
        await sql`drop schema public cascade`;
        await sql`drop schema drizzle cascade`;
        await sql`create schema public`;
        await migrateDatabase(database, { migrationsFolder: migrationsBefore() });
        const times = { req_now: new Date(), req_1970: new Date(0), req_9998: new Date(Date.UTC(9_998, 0)) };
        for (const [id, at] of Object.entries(times)) {
          const iso = at.toISOString();
          await sql`insert into request (id, started_at, endpoint, status, http_status, stream, input_tokens, output_tokens,
            cached_input_tokens, cache_write_tokens, reasoning_tokens, cost_nano_usd, estimated, priced, duration_ms, overhead_ms,
            failovers, key_id, key_name, tags, config_version)
          values (${id}, ${iso}, '/v1', 'ok', 200, false, 1, 2, 0, 0, 0, 9007199254740993, false, true, 3, 0, 1, 'vk', 'k', '{}', 1)`;
          await sql`insert into attempt (request_id, index, started_at, provider, model, started_offset_ms, duration_ms, input_tokens,
            output_tokens, cached_input_tokens, cache_write_tokens, reasoning_tokens, cost_nano_usd, estimated)
          values (${id}, 0, ${iso}, 'p', 'm', 1, 2, 1, 2, 0, 0, 0, 5, false)`;
          await sql`insert into skipped_target (request_id, index, target, reason) values (${id}, 0, 'a/b', 'policy')`;
          await sql`insert into failover (request_id, index, at, primary_target, fallback_target, trigger, error_kind, fallback_ms, outcome)
          values (${id}, 0, ${iso}, 'a/b', 'p/m', 'skip', 'policy', 2, 'ok')`;
        }
        await migrateDatabase(database);
        const requests = await database.db.select().from(request);
        expect(Object.fromEntries(requests.map((row) => [row.id, row.startedAt]))).toEqual(times);
        expect(requests.map((row) => row.costNanoUsd)).toEqual(Array(3).fill(9_007_199_254_740_993n));
        for (const table of [attempt, skippedTarget, failover]) {
          const rows = await database.db
            .select({ id: table.requestId, at: table.requestStartedAt })
            .from(table);
          expect(Object.fromEntries(rows.map(({ id, at }) => [id, at]))).toEqual(times);
        }
      } finally {
        await database.stop();
      }
    },
  );
});
