import { readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/**
 * In the data directory, a link to the socket of the database that has it open: how a command finds the database of an
 * Understudy that is running.
 */
const linkIn = (dataDir: string): string => join(dataDir, 'database.sock');

/** Makes the database that was started on a data directory known to other processes of this user. */
export function publishDatabase(dataDir: string, socketPath: string): void {
  const link = linkIn(dataDir);
  const draft = `${link}.${process.pid}`;
  rmSync(draft, { force: true });
  symlinkSync(socketPath, draft);
  renameSync(draft, link);
}

/** The end of {@link publishDatabase}. */
export function withdrawDatabase(dataDir: string): void {
  rmSync(linkIn(dataDir), { force: true });
}

/** The socket of the database that runs on a data directory; null when none does. */
export async function runningDatabase(dataDir: string): Promise<string | null> {
  try {
    // Followed by hand: the link's own path may be longer than a socket's may be.
    const socketPath = readlinkSync(linkIn(dataDir));
    return (await accepts(socketPath)) ? socketPath : null;
  } catch {
    return null;
  }
}

/** Whether somebody listens. One that died outright leaves its socket behind. */
function accepts(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
