import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Unix socket names are limited to 104 bytes on macOS and 108 on Linux, the end mark included. */
const maxSocketPathBytes = 100;

/** A path for a socket, in a fresh directory that only this user may enter. */
export function makeSocketPath(name: string): string {
  const wanted = join(tmpdir(), 'understudy-XXXXXX', name);
  const parent = Buffer.byteLength(wanted) <= maxSocketPathBytes ? tmpdir() : '/tmp';
  return join(mkdtempSync(join(parent, 'understudy-')), name);
}

/** Takes the directory of {@link makeSocketPath} away again. */
export function removeSocketPath(socketPath: string): void {
  rmSync(dirname(socketPath), { recursive: true, force: true });
}
