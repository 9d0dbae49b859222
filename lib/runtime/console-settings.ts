import { z } from 'zod';
import type { DatabaseTarget } from '#db/client.ts';

/** What the console process needs from the process in front of it. Never on a command line, where others could read it. */
export interface ConsoleSettings {
  readonly database: DatabaseTarget;
  /** 32 bytes in base64. */
  readonly masterKey: string;
}

const socketVariable = 'UNDERSTUDY_DATABASE_SOCKET';

/**
 * The settings as variables of the console process's own environment, beside all that it inherits. Read back with
 * {@link readConsoleSettings} by whatever composes the console.
 */
export function consoleVariables({ database, masterKey }: ConsoleSettings): Record<string, string> {
  const address =
    'url' in database ? { DATABASE_URL: database.url } : { [socketVariable]: database.socketPath };
  return { ...address, UNDERSTUDY_MASTER_KEY: masterKey };
}

const variables = z.object({
  DATABASE_URL: z.string().min(1).optional(),
  [socketVariable]: z.string().min(1).optional(),
  UNDERSTUDY_MASTER_KEY: z.string().min(1),
});

/**
 * What {@link consoleVariables} put there; with plain `next start`, what the operator put there.
 * @throws Error with a sentence when the database or the master key is missing.
 */
export function readConsoleSettings(source: Readonly<Record<string, string | undefined>>): ConsoleSettings {
  const parsed = variables.safeParse(source);
  const socketPath = parsed.data?.[socketVariable];
  const url = parsed.data?.DATABASE_URL;
  if (parsed.success && socketPath !== undefined) {
    return { database: { socketPath }, masterKey: parsed.data.UNDERSTUDY_MASTER_KEY };
  }
  if (parsed.success && url !== undefined) {
    return { database: { url }, masterKey: parsed.data.UNDERSTUDY_MASTER_KEY };
  }
  throw new Error(
    'Started by itself, the console needs DATABASE_URL and UNDERSTUDY_MASTER_KEY. With `npm start` it needs neither.',
  );
}
