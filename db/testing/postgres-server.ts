import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';

const startTimeoutMs = 30_000;

/** A real PostgreSQL server in a temporary directory. */
export interface PostgresServer {
  /** For `connectDatabase`, with rights to create databases. */
  readonly url: string;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

/** Where the system's PostgreSQL binaries are; null when there are none, and tests against a server are skipped. */
export const postgresBinaries: string | null = findBinaries();

/**
 * Starts the system's PostgreSQL on a free port of 127.0.0.1, or null when the machine has none. With `tls` it also
 * speaks TLS under a certificate nobody has signed, which needs the `openssl` command.
 */
export async function startPostgresServer(options: { tls?: boolean } = {}): Promise<PostgresServer | null> {
  if (postgresBinaries === null) return null;
  const dir = mkdtempSync(join(tmpdir(), 'understudy-pg-'));
  const user = unprivilegedUser();
  if (user.uid !== undefined) chownSync(dir, user.uid, user.gid ?? user.uid);
  const as = { ...user, cwd: dir, env: { ...process.env, LC_ALL: 'C.UTF-8' } };
  execFileSync(
    join(postgresBinaries, 'initdb'),
    ['-D', join(dir, 'data'), '-U', 'understudy', '--auth=trust', '--no-sync', '--encoding=UTF8'],
    { ...as, stdio: 'pipe' },
  );
  const tlsFlags = options.tls === true ? makeCertificate(dir, as) : [];
  const port = await freePort();
  // Standard input is the leash: when the test run dies, `read` ends and the server is stopped.
  const command = '"$0" "$@" & server=$!; read -r _; kill -INT $server; wait $server';
  const child = spawn(
    '/bin/sh',
    ['-c', command, join(postgresBinaries, 'postgres'), ...serverFlags(dir, port), ...tlsFlags],
    {
      ...as,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  const exited = new Promise((done) => child.once('exit', done));
  const stop = async () => {
    child.stdin?.end();
    await exited;
    rmSync(dir, { recursive: true, force: true });
  };
  const url = `postgres://understudy@127.0.0.1:${port}/postgres`;
  try {
    await untilAnswering(url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

function serverFlags(dir: string, port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    shared_buffers: '16MB',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', join(dir, 'data'), '-p', String(port), ...flags];
}

function makeCertificate(dir: string, as: { uid?: number; gid?: number; cwd: string }): string[] {
  const files = ['-keyout', join(dir, 'server.key'), '-out', join(dir, 'server.crt')];
  const request = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
    ...files,
  ];
  execFileSync('openssl', request, { ...as, stdio: 'pipe' });
  return ['-c', 'ssl=on', '-c', `ssl_key_file=${dir}/server.key`, '-c', `ssl_cert_file=${dir}/server.crt`];
}

function findBinaries(): string | null {
  const candidates = [18, 17, 16, 15].map((version) => `/usr/lib/postgresql/${version}/bin`);
  try {
    candidates.unshift(execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: 'pipe' }).trim());
  } catch {
    // pg_config belongs to the development package; the server may be there without it.
  }
  return (
    candidates.find((dir) => existsSync(join(dir, 'initdb')) && existsSync(join(dir, 'postgres'))) ?? null
  );
}

/** PostgreSQL refuses to run as root: another user of the system runs it then. */
function unprivilegedUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const entry =
    users.find((line) => line.startsWith('postgres:')) ?? users.find((line) => line.startsWith('nobody:'));
  const [, , uid, gid] = entry?.split(':') ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = address === null || typeof address === 'string' ? 0 : address.port;
      probe.close(() => resolve(port));
    });
  });
}

async function untilAnswering(url: string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs;
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
  try {
    for (;;) {
      try {
        await sql`select 1`;
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await sleep(50);
      }
    }
  } finally {
    await sql.end({ timeout: 1 });
  }
}
