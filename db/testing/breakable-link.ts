import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A connection to a database that can be broken in the ways networks break, and mended. */
export interface BreakableLink {
  readonly target: { readonly socketPath: string };
  /** Bytes pass. */
  mend(): void;
  /** Open connections end, new ones are cut as soon as they are made. */
  cut(): void;
  /** Connections stay open and say nothing more, like a cable pulled; what is sent is lost. */
  swallow(): void;
  stop(): Promise<void>;
}

/** Stands between a client and the embedded database's socket. */
export async function openBreakableLink(socketPath: string): Promise<BreakableLink> {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-link-'));
  const path = join(dir, 'link.sock');
  const open = new Set<Socket>();
  let state: 'whole' | 'cut' | 'swallowing' = 'whole';
  const endAll = () => {
    for (const socket of open) socket.destroy();
  };
  const track = (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
  };
  const server = createServer((near) => {
    track(near);
    if (state === 'cut') return near.destroy();
    const far = createConnection(socketPath);
    track(far);
    near.on('data', (bytes) => state === 'whole' && far.write(bytes));
    far.on('data', (bytes) => state === 'whole' && near.write(bytes));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((listening) => server.listen(path, listening));
  return {
    target: { socketPath: path },
    mend: () => {
      // What was swallowed is gone: those connections can never be right again.
      if (state === 'swallowing') endAll();
      state = 'whole';
    },
    cut: () => {
      state = 'cut';
      endAll();
    },
    swallow: () => {
      state = 'swallowing';
    },
    stop: async () => {
      endAll();
      await new Promise((closed) => server.close(closed));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
