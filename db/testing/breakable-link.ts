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
  /** The next answer that contains this text is lost, and its connection ends once the database is through with it. Others are untouched. */
  loseAnswer(text: string): void;
  stop(): Promise<void>;
}

/** The message that ends an answer; what it is about is committed. */
const readyForQuery = 'Z\0\0\0\x05I';

/** Stands between a client and the embedded database's socket. */
export async function openBreakableLink(socketPath: string): Promise<BreakableLink> {
  const dir = mkdtempSync(join(tmpdir(), 'understudy-link-'));
  const path = join(dir, 'link.sock');
  const open = new Set<Socket>();
  let state: 'whole' | 'cut' | 'swallowing' = 'whole';
  let fatal: string | null = null;
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
    let isLosing = false;
    near.on('data', (bytes) => state === 'whole' && far.write(bytes));
    far.on('data', (bytes) => {
      if (fatal !== null && bytes.includes(fatal)) {
        fatal = null;
        isLosing = true;
      }
      if (isLosing && bytes.includes(readyForQuery)) near.destroy();
      if (state === 'whole' && !isLosing) near.write(bytes);
    });
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
    loseAnswer: (text) => {
      fatal = text;
    },
    stop: async () => {
      endAll();
      await new Promise((closed) => server.close(closed));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
