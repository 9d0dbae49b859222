import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { EmbeddedMessage } from './embedded/messages.ts';
import { DataDirError, openDataDir } from './embedded/open-data-dir.ts';

/** More than all processes of one installation open; a refused connection is an error nobody can act on. */
const maxConnections = 64;
/**
 * A connection that says nothing for this long is closed and its transaction rolled back: a client that froze in a
 * transaction would hold the only session for ever. Idle clients close earlier by themselves.
 */
const silentClientTimeoutMs = 30_000;

/**
 * The embedded database's own process: `node embedded-process.ts DATA_DIR SOCKET_PATH`, started by
 * `startEmbeddedDatabase` with an IPC channel. It ends when told to, or when that channel closes.
 */
async function main(dataDir: string, socketPath: string): Promise<void> {
  const session = await openDataDir(dataDir);
  const server = new PGLiteSocketServer({
    db: session,
    path: socketPath,
    maxConnections,
    idleTimeout: silentClientTimeoutMs,
  });
  await server.start();
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await server.stop();
    await session.close();
    exit(0);
  };
  process.on('message', stop);
  process.on('disconnect', stop);
  if (!process.connected) return stop();
  tell({ type: 'ready' });
}

function tell(message: EmbeddedMessage): void {
  if (process.connected) process.send?.(message);
}

function exit(code: number): void {
  rmSync(dirname(socketPath), { recursive: true, force: true });
  process.exit(code);
}

// Ctrl-C reaches the whole process group; the parent first flushes what it has, then says stop.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const [dataDir = '', socketPath = ''] = process.argv.slice(2);
try {
  await main(dataDir, socketPath);
} catch (error) {
  const message =
    error instanceof DataDirError ? error.message : `The embedded database did not start: ${error}`;
  tell({ type: 'failed', message });
  exit(1);
}
