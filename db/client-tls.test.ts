import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase, type Database, type DatabaseOptions } from './client.ts';
import { type PostgresServer, postgresBinaries, startPostgresServer } from './testing/postgres-server.ts';

const opensslIsThere = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(postgresBinaries === null || !opensslIsThere)('client of a server that speaks TLS', () => {
  let server: PostgresServer | null;
  let pool: Database;
  beforeAll(async () => {
    server = await startPostgresServer({ tls: true });
  });
  afterAll(() => server?.stop());
  afterEach(() => pool.close());

  const connect = (query: string, options?: DatabaseOptions) => {
    pool = connectDatabase({ url: `${server?.url}?${query}` }, options);
    return pool;
  };

  it('encrypts when the URL asks for it, and still notices silence', async () => {
    const { sql } = connect('sslmode=require', { silenceTimeoutMs: 400 });
    const [row] = await sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`;
    expect(row?.ssl).toBe(true);
    await expect(sql`select pg_sleep(30)`).rejects.toThrow('has fallen silent');
  });

  it('refuses a certificate that nobody signed when the URL asks for verification', async () => {
    const { sql } = connect('sslmode=verify-full');
    await expect(sql`select 1`).rejects.toThrow(/certificate/);
  });
});
