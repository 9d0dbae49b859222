import type { PgDatabase } from 'drizzle-orm/pg-core';
import { drizzle, type PostgresJsDatabase, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { surviveLostTransactions } from './lost-transaction.ts';
import { type Endpoint, openSocket } from './open-socket.ts';
import * as schema from './schema/index.ts';

/** A PostgreSQL server by its URL, or the embedded database by its Unix socket. One driver serves both. */
export type DatabaseTarget = { readonly url: string } | { readonly socketPath: string };

/** Bounds of a connection pool, all optional. */
export interface DatabaseOptions {
  /** Connections kept at most. Default 4. */
  readonly maxConnections?: number;
  /** Milliseconds to reach the server. Default 5,000. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds that the server lets one statement run; 0 = no limit. Default 15,000. */
  readonly statementTimeoutMs?: number;
  /** Milliseconds after which a silent connection counts as dead; 0 = never. Default 20,000; embedded 60,000. */
  readonly silenceTimeoutMs?: number;
}

/** What queries run on: the pool or an open transaction, with every table known. */
export type Queryable = PgDatabase<PostgresJsQueryResultHKT, typeof schema>;

/** An open transaction, as `database.db.transaction` hands it to its callback. */
export type Transaction = Parameters<Parameters<PostgresJsDatabase<typeof schema>['transaction']>[0]>[0];

/** A pool of connections. Connects when first used; a lost connection is made anew by the next query. */
export interface Database {
  readonly db: PostgresJsDatabase<typeof schema>;
  /** The same pool as tagged templates. Its JSON serialisers are Drizzle's: stringify JSON parameters yourself. */
  readonly sql: postgres.Sql;
  readonly target: DatabaseTarget;
  /** Waits up to a second for running queries, then cuts them off. */
  close(): Promise<void>;
}

/** Short, because postgres.js waits in vain for a connection that was once lost in the middle of a query. */
const closeTimeoutSeconds = 1;
/** Reconnecting waits this long at most, so that a database that came back is used within a second. */
const maxReconnectSeconds = 1;

/** Opens a pool on either kind of database. Does not touch the network yet. */
export function connectDatabase(target: DatabaseTarget, options: DatabaseOptions = {}): Database {
  const sql =
    'url' in target ? postgres(target.url, settings(options)) : postgres(socketSettings(target, options));
  surviveLostTransactions(sql);
  return {
    db: drizzle(sql, { schema }),
    sql,
    target,
    close: () => sql.end({ timeout: closeTimeoutSeconds }),
  };
}

function settings(options: DatabaseOptions) {
  const connectTimeoutMs = options.connectTimeoutMs ?? 5_000;
  const silenceTimeoutMs = options.silenceTimeoutMs ?? 20_000;
  return {
    max: options.maxConnections ?? 4,
    connect_timeout: connectTimeoutMs / 1_000,
    // Before the silence bound, so that an idle connection is closed politely.
    idle_timeout: silenceTimeoutMs === 0 ? undefined : silenceTimeoutMs / 2_000,
    // Unnamed statements work through a pooler in transaction mode, and leave nothing behind in the embedded session.
    prepare: false,
    // Never reached. A `begin` that is the last to fit behind a busy connection's queries is sent without that connection being kept for its
    // transaction (postgres.js 3.4.9, `execute` in connection.js): it fails, and leaves an open transaction in the pool.
    max_pipeline: 1_000,
    fetch_types: false,
    backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, maxReconnectSeconds),
    onnotice: () => {},
    socket: (endpoint: Endpoint) => openSocket(endpoint, { connectTimeoutMs, silenceTimeoutMs }),
    connection: {
      application_name: 'understudy',
      statement_timeout: options.statementTimeoutMs ?? 15_000,
      idle_in_transaction_session_timeout: 30_000,
      client_min_messages: 'warning',
    },
  } as const;
}

/**
 * Sessions of the embedded database take turns, so that one may wait long for its own on a busy machine; given up and sent again, its work
 * would only make the others wait longer. A process that died closes its socket, which is noticed at once. Milliseconds.
 */
const embeddedSilenceMs = 60_000;

/** The embedded database has one session, one user and one database, and asks for no password. */
function socketSettings(target: { readonly socketPath: string }, options: DatabaseOptions) {
  return {
    ...settings({ silenceTimeoutMs: embeddedSilenceMs, ...options }),
    path: target.socketPath,
    host: 'localhost',
    user: 'postgres',
    database: 'postgres',
  };
}
