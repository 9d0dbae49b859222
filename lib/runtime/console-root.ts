import type { AuthOptions } from 'next-auth';
import { connectDatabase, type Database } from '#db/client.ts';
import { authOptions } from '#lib/auth/auth-options.ts';
import type { AuthenticateDeps } from '#lib/auth/authenticate.ts';
import { sessionSecret } from '#lib/auth/session-secret.ts';
import { makeSignInThrottle } from '#lib/auth/sign-in-throttle.ts';
import { ensureOrganisation } from '#lib/config/organisation.ts';
import type { ConsoleWorld } from '#lib/console/context.ts';
import { type MasterKey, parseMasterKey } from '#lib/credentials/master-key.ts';
import { systemClock } from './clock.ts';
import { readConsoleSettings } from './console-settings.ts';
import { makeCallableBaseUrl } from './console-simulator.ts';
import { parseEnvironment } from './env.ts';
import { createLog } from './log.ts';
import { createTransport } from './transport.ts';

/** Everything that the console process is made of. */
export interface ConsoleRoot {
  readonly database: Database;
  readonly world: ConsoleWorld;
  readonly auth: AuthenticateDeps;
  /** Options of next-auth for one call; `secure` = it came over https. */
  authOptions(secure: boolean): AuthOptions;
}

/** Next bundles each route by itself and reloads modules while developing: only `globalThis` is there once. */
const shared = globalThis as { understudyConsole?: Promise<ConsoleRoot> };

const log = createLog();

/** Writes down what went wrong in the console process. */
export const logError = (message: string, error: unknown): void => log.error({ err: error }, message);

/**
 * The console's composition root, made when first asked for. A start that failed is tried again by the next call.
 * @throws Error with a sentence for the operator when settings are missing or the database does not answer.
 */
export function consoleRoot(): Promise<ConsoleRoot> {
  shared.understudyConsole ??= compose().catch((error) => {
    delete shared.understudyConsole;
    throw error;
  });
  return shared.understudyConsole;
}

async function compose(): Promise<ConsoleRoot> {
  // next-auth then takes host and scheme from the call, which the gateway in front has written down.
  process.env.AUTH_TRUST_HOST ??= 'true';
  const settings = readConsoleSettings(process.env);
  const masterKey = parseMasterKey(settings.masterKey);
  const database = connectDatabase(settings.database);
  const pepper = await openPepper(database, masterKey);
  const { db } = database;
  const secret = sessionSecret(masterKey);
  const throttle = makeSignInThrottle(systemClock.now);
  return {
    database,
    world: {
      db,
      clock: systemClock,
      masterKey,
      pepper,
      transport: createTransport(),
      callableBaseUrl: makeCallableBaseUrl(),
      logError,
    },
    auth: { db, secret, managementKey: parseEnvironment(process.env).managementKey },
    authOptions: (secure) => authOptions({ db, secret, secure, throttle, now: systemClock.now, logError }),
  };
}

async function openPepper(database: Database, masterKey: MasterKey): Promise<Uint8Array> {
  try {
    return (await ensureOrganisation(database.db, masterKey)).pepper;
  } catch (error) {
    await database.close();
    throw error;
  }
}
