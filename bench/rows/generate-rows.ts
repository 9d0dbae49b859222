import { sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { monthOf, type PartitionedTable, partitionedTables } from '#db/stores/partitions.ts';

/** How many requests, over how many days up to now. */
export interface GeneratedRows {
  readonly requests: number;
  readonly days: number;
  readonly nowMs: number;
}

const dayMs = 24 * 60 * 60_000;
const tables = ['request', 'attempt', 'failover'] as const satisfies readonly PartitionedTable[];

/**
 * Fills an empty database with requests as a company might make them: 12 models of 6 providers behind 5 routes, 100 keys of 12
 * teams, used very unevenly; 4 % did not end well and 3 % failed over. Each month is filled before its indexes are made.
 */
export async function generateRows(database: Database, rows: GeneratedRows): Promise<void> {
  const fromMs = rows.nowMs - rows.days * dayMs;
  for (let month = monthOf(fromMs); month.range.fromMs < rows.nowMs; month = monthOf(month.range.toMs)) {
    const first = Math.max(
      0,
      Math.ceil(((month.range.fromMs - fromMs) / (rows.days * dayMs)) * rows.requests),
    );
    const end = Math.min(
      rows.requests,
      Math.ceil(((month.range.toMs - fromMs) / (rows.days * dayMs)) * rows.requests),
    );
    for (const table of tables) await detachEmpty(database, table, month.name);
    for (let at = first; at < end; at += batch) {
      await fill(database, month.name, { ...rows, fromMs, first: at, end: Math.min(end, at + batch) });
    }
    for (const table of tables) await attach(database, table, month);
  }
  await database.db.execute(sql`vacuum analyze`);
}

/** Requests of one statement. */
const batch = 250_000;

async function detachEmpty({ db }: Database, table: PartitionedTable, month: string): Promise<void> {
  const [parent, partition] = [sql.identifier(table), sql.identifier(`${table}_${month}`)];
  await db.execute(sql`drop table if exists ${partition}`);
  await db.execute(sql`create table ${partition} (like ${parent} including defaults)`);
}

async function attach({ db }: Database, table: PartitionedTable, month: ReturnType<typeof monthOf>) {
  const [parent, partition] = [sql.identifier(table), sql.identifier(`${table}_${month.name}`)];
  const [from, to] = [month.range.fromMs, month.range.toMs].map((ms) =>
    sql.raw(`'${new Date(ms).toISOString()}'`),
  );
  const column = sql.identifier(partitionedTables[table]);
  // Known to hold, so that attaching does not look through the rows.
  await db.execute(sql`alter table ${partition} add check (${column} >= ${from} and ${column} < ${to})`);
  await db.execute(
    sql`alter table ${parent} attach partition ${partition} for values from (${from}) to (${to})`,
  );
}

interface Slice extends GeneratedRows {
  readonly fromMs: number;
  readonly first: number;
  readonly end: number;
}

async function fill({ db }: Database, month: string, slice: Slice): Promise<void> {
  const stepMs = (slice.days * dayMs) / slice.requests;
  const [request, attempt, failover] = tables.map((table) => sql.identifier(`${table}_${month}`));
  await db.execute(sql`
    with made as materialized (${madeRows(slice, stepMs)}),
    requests as (
      insert into ${request} (id, started_at, recorded_at, endpoint, requested_model, route, provider, model, status, http_status,
        error_kind, stream, input_tokens, output_tokens, cached_input_tokens, cache_write_tokens, reasoning_tokens,
        cost_nano_usd, estimated, priced, duration_ms, first_token_ms, overhead_ms, failovers, key_id, key_name, team, tags, config_version)
      select id, at, at + make_interval(secs => duration / 1000), '/v1/chat/completions', route, route, provider, model, status,
        case when status = 'ok' then 200 else 503 end, kind, true, tokens, tokens / 4, 0, 0, 0,
        tokens * 400::bigint, false, true, duration, duration / 3, 0.4, failed, 'vk_' || key, 'key-' || key,
        case when key % 5 > 0 then 'team-' || key % 12 end, jsonb_build_object('product', 'p' || key % 20), 1
      from made
    ), attempts as (
      insert into ${attempt} (request_id, index, request_started_at, provider, model, credential, kind, status, started_offset_ms,
        duration_ms, input_tokens, output_tokens, cached_input_tokens, cache_write_tokens, reasoning_tokens, cost_nano_usd, estimated)
      select id, n, at, case when n = failed then provider else 'provider-0' end, case when n = failed then model else 'model-0' end,
        'account-a', case when n = failed then kind else 'overloaded' end, case when n = failed then 200 else 529 end, n * 40,
        duration, tokens, tokens / 4, 0, 0, 0, case when n = failed then tokens * 400::bigint else 0 end, false
      from made cross join lateral generate_series(0, failed) n
    )
    insert into ${failover} (request_id, index, request_started_at, at, route, primary_target, fallback_target, trigger, error_kind,
      primary_ms, fallback_ms, latency_delta_ms, outcome)
    select id, 0, at, at, route, 'provider-0/model-0', provider || '/' || model, 'attempt', 'overloaded', 40, duration, duration - 40, 'ok'
    from made where failed > 0`);
}

const alphabet = sql.raw("'0123456789ABCDEFGHJKMNPQRSTVWXYZ'");

/** `r1` to `r4` are spread evenly over [0, 1) and the same for the same number. */
function madeRows({ fromMs, first, end }: Slice, stepMs: number) {
  const digits = sql.join(
    Array.from({ length: 10 }, (_, index) =>
      sql.raw(`substr(alphabet, ((ms >> ${45 - 5 * index}) & 31)::int + 1, 1)`),
    ),
    sql` || `,
  );
  const spread = (salt: number) =>
    sql.raw(`((hashint8extended(i, ${salt}) & 1048575) / 1048576.0)::float8 as r${salt}`);
  return sql`
    select 'req_' || ${digits} || upper(substr(md5(i::text), 1, 16)) as id, to_timestamp(ms / 1000.0) as at, key,
      'route-' || key % 5 as route,
      'provider-' || (key % 2 + case when r2 < 0.03 then 1 + floor(r3 * 4)::int else 0 end) as provider,
      'model-' || (key % 3 + case when r2 < 0.03 then 1 + floor(r3 * 9)::int else 0 end) as model,
      case when r1 < 0.96 then 'ok' when r1 < 0.98 then 'error' when r1 < 0.99 then 'partial' else 'canceled' end as status,
      case when r1 < 0.96 or r1 >= 0.99 then null when r1 < 0.97 then 'timeout' when r1 < 0.98 then 'server_error' else 'overloaded' end as kind,
      case when r2 < 0.03 then 1 else 0 end as failed,
      (200 + r3 * 4000)::int as tokens, (300 * exp(r4 * 3))::real as duration
    from (
      select i, (${fromMs}::float8 + i * ${stepMs}::float8)::bigint as ms, ${alphabet} as alphabet,
        floor(100 * power(((hashint8extended(i, 9) & 1048575) / 1048576.0)::float8, 3))::int as key,
        ${spread(1)}, ${spread(2)}, ${spread(3)}, ${spread(4)}
      from generate_series(${first}::bigint, ${end - 1}::bigint) i
    ) spread`;
}
