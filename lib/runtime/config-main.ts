import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ConfigDatabase, runConfigCommand } from '#lib/config/command.ts';
import { ensureOrganisation } from '#lib/config/organisation.ts';
import { parseMasterKey } from '#lib/credentials/master-key.ts';
import { databaseTarget } from './database-target.ts';
import { parseEnvironment } from './env.ts';
import { createLog } from './log.ts';
import { masterKeyFromFile } from './master-key-file.ts';
import { openDatabase } from './open-database.ts';
import { runningDatabase } from './running-database.ts';
import { createShutdown } from './shutdown.ts';

/** Standard output belongs to the command. */
const standardError = 2;

/**
 * Opens the installation's database for one command: the one that is running on the data directory, or else one that
 * is started for it and stopped again.
 */
async function withDatabase<Result>(use: (database: ConfigDatabase) => Promise<Result>): Promise<Result> {
  const environment = parseEnvironment(process.env);
  const log = createLog(standardError);
  const shutdown = createShutdown((sentence) => log.error(sentence));
  try {
    const masterKey = parseMasterKey(environment.masterKey ?? masterKeyFromFile(environment.dataDir));
    const running = environment.databaseUrl === null ? await runningDatabase(environment.dataDir) : null;
    const target =
      running === null ? await databaseTarget({ environment, log, shutdown }) : { socketPath: running };
    const { db } = await openDatabase(target, shutdown);
    const { pepper } = await ensureOrganisation(db, masterKey);
    return await use({ db, masterKey, pepper });
  } finally {
    await shutdown.run();
  }
}

/** A path as the caller meant it: npm runs scripts in the package's folder, and says where it was called. */
function fromCaller(path: string): string {
  return resolve(process.env.INIT_CWD ?? '.', path);
}

process.exitCode = await runConfigCommand(process.argv.slice(2), {
  readFile: (path) => readFileSync(fromCaller(path), 'utf8'),
  writeFile: (path, text) => writeFileSync(fromCaller(path), text, { mode: 0o600 }),
  env: process.env,
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  withDatabase,
});
