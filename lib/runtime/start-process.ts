import type { Logger } from 'pino';
import { parseMasterKey } from '#lib/credentials/master-key.ts';
import { awaitDatabase } from './await-database.ts';
import { startConsoleChild } from './console-child.ts';
import { databaseTarget } from './database-target.ts';
import type { Environment } from './env.ts';
import { openFrontDoor } from './front-door.ts';
import { hintsOf, reachableUrl } from './hints.ts';
import { householdOf } from './household.ts';
import { masterKeyFromFile } from './master-key-file.ts';
import type { Shutdown } from './shutdown.ts';
import { untilAnswers } from './until-answers.ts';

/** What starting needs. */
export interface StartInput {
  readonly environment: Environment;
  /** Whether the console is rebuilt while it is edited. */
  readonly dev: boolean;
  readonly log: Logger;
  /** Aborted when the process is asked to stop. */
  readonly asked: AbortSignal;
  readonly shutdown: Shutdown;
}

/** Beyond the drain itself, for closing sockets. */
const drainGraceMs = 1_000;

/**
 * Starts all that the role asks for, and prints `ready` when it answers. The port comes first: a taken one is the most
 * common reason to stop. The slow ones start side by side: console, database, and the code of the rest.
 * @throws Error with a sentence for the operator. `shutdown` knows what was started by then.
 */
export async function startProcess(input: StartInput): Promise<void> {
  const { environment, dev, log, asked, shutdown } = input;
  const { role, drainMs } = environment;
  const door = await openFrontDoor(environment);
  shutdown.add('front door', () => door.drain(drainMs), drainMs + drainGraceMs);
  const key = environment.masterKey ?? masterKeyFromFile(environment.dataDir);
  const masterKey = parseMasterKey(key);
  const child = role === 'gateway' ? null : startConsoleChild({ dev, log });
  if (child !== null) shutdown.add('console', () => child.stop(), consoleStopMs);

  const [target, { openDatabase }, { prepareInstallation }, { startDataPlane }, { mountOnNode }] =
    await Promise.all([
      databaseTarget({ environment, log, shutdown }),
      import('./open-database.ts'),
      import('./prepare-installation.ts'),
      import('./data-plane.ts'),
      import('#lib/http/node.ts'),
    ]);
  const database = await awaitDatabase({
    open: () => openDatabase(target, shutdown),
    asked,
    report(sentence) {
      console.error(`${sentence} Waiting for it; callers are told to come back.`);
      // Without the address: strangers may ask.
      door.announce('Its database does not answer yet.');
    },
  });
  const prepared = await prepareInstallation({ database, masterKey, environment });
  child?.configure({ database: target, masterKey: key });
  const url = reachableUrl(door.url);
  for (const hint of hintsOf(prepared, url)) process.stdout.write(`${hint}\n`);

  const consoleIsUp = () => child === null || child.socketPath() !== null;
  const dataPlane =
    role === 'console'
      ? null
      : await startDataPlane({
          ...{ database, masterKey, pepper: prepared.pepper, log, maxStaleMs: environment.maxStaleMs },
          draining: () => asked.aborted,
          otherTroubles: () => (consoleIsUp() ? [] : ['The console is not running.']),
        });
  if (dataPlane !== null) shutdown.add('data plane', () => dataPlane.stop(), dataPlaneStopMs);
  door.admit(householdOf({ gateway: dataPlane && mountOnNode(dataPlane.handle), console: child, dev }));

  const answering = [`${url}/readyz`, ...(child === null ? [] : [`${url}/sign-in`])];
  await Promise.all(answering.map((each) => untilAnswers(each, asked)));
  if (!asked.aborted) process.stdout.write(`ready ${door.url}\n`);
}

/** Records that wait are written for up to five seconds; then the rest is closed, or killed. */
const dataPlaneStopMs = 8_000;
const consoleStopMs = 10_000;
