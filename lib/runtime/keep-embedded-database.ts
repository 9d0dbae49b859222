import { renameSync, symlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '#db/embedded.ts';
import { makeSocketPath, removeSocketPath } from '#db/private-socket.ts';

/** The embedded database under an address that outlives a crash of it. */
export interface KeptDatabase {
  readonly socketPath: string;
  stop(): Promise<void>;
}

const leastRestartMs = 250;
const mostRestartMs = 10_000;

/**
 * Starts the embedded database and starts it again when it dies. Each start listens on a socket of its own; what
 * clients are given is a link to the present one, so that their pools find it again by themselves.
 * @throws Error with a sentence for the operator when the first start fails.
 */
export async function keepEmbeddedDatabase(options: { dataDir: string; log: Logger }): Promise<KeptDatabase> {
  const { dataDir, log } = options;
  let database = await startEmbeddedDatabase({ dataDir });
  let stopping = false;
  const socketPath = makeSocketPath('db.sock');
  pointTo(socketPath, database);

  const restart = async () => {
    for (let delayMs = leastRestartMs; !stopping; delayMs = Math.min(delayMs * 2, mostRestartMs)) {
      log.error(`The embedded database ended; it starts again in ${delayMs} ms.`);
      await sleep(delayMs);
      try {
        return await startEmbeddedDatabase({ dataDir });
      } catch (error) {
        log.error({ err: error }, 'The embedded database did not start again.');
      }
    }
    return null;
  };
  const watch = async () => {
    for (;;) {
      await database.exited;
      const next = stopping ? null : await restart();
      if (next === null) return;
      database = next;
      if (stopping) return await database.stop();
      pointTo(socketPath, database);
    }
  };
  const watching = watch();

  return {
    socketPath,
    async stop() {
      stopping = true;
      await database.stop();
      await watching;
      removeSocketPath(socketPath);
    },
  };
}

/** In one step, so that there is a link at every moment. */
function pointTo(link: string, { socketPath }: EmbeddedDatabase): void {
  symlinkSync(socketPath, `${link}.next`);
  renameSync(`${link}.next`, link);
}
