import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { removeSocketPath } from '#db/private-socket.ts';
import type { FromConsole, ToConsole } from './console-messages.ts';
import type { ConsoleSettings } from './console-settings.ts';
import { superviseChild } from './supervise-child.ts';

/** The console process as the gateway process sees it. */
export interface ConsoleChild {
  /** Where it listens; null while it starts. */
  socketPath(): string | null;
  /** Gives it, and every later one that replaces it, what it needs to begin. */
  configure(settings: ConsoleSettings): void;
  /** Lets it finish for a moment, then kills it. */
  stop(): Promise<void>;
}

/** For writing down what its own gateway endpoints did. The door was closed and drained before. */
const stopMs = 8_000;

/** Starts the console process, which loads its code while the database is still starting. */
export function startConsoleChild(options: { readonly dev: boolean; readonly log: Logger }): ConsoleChild {
  let socketPath: string | null = null;
  let settings: ConsoleSettings | null = null;

  const tell = (child: ChildProcess | null) => {
    if (settings === null || child?.connected !== true) return;
    child.send({ type: 'settings', settings } satisfies ToConsole, () => {});
  };
  const supervised = superviseChild({
    start() {
      const child = spawnConsole(options.dev);
      child.on('message', (message) => {
        socketPath = (message as FromConsole).socketPath;
      });
      tell(child);
      return child;
    },
    onCrash(reason, delayMs) {
      forget();
      options.log.error(`The console process ended (${reason}); it starts again in ${delayMs} ms.`);
    },
  });
  const forget = () => {
    // Killed outright, it could not clean up after itself.
    if (socketPath !== null) removeSocketPath(socketPath);
    socketPath = null;
  };

  return {
    socketPath: () => socketPath,
    configure(given) {
      settings = given;
      tell(supervised.current());
    },
    async stop() {
      await supervised.stop(stopMs);
      forget();
    },
  };
}

function spawnConsole(dev: boolean): ChildProcess {
  const script = join(import.meta.dirname, 'console-process.ts');
  return spawn(process.execPath, [script, ...(dev ? ['--dev'] : [])], {
    env: { ...process.env, NODE_ENV: dev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}
