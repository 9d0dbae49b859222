import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LockHolder, takeDataDirLock } from './data-dir-lock.ts';
import { ExclusiveSession } from './exclusive-session.ts';
import { isAlive } from './process-identity.ts';

/** How long the database process of a killed Understudy may take to notice and end. */
const orphanWaitMs = 10_000;

/** A reason not to start, as a sentence for the operator. */
export class DataDirError extends Error {}

/**
 * Makes the data directory if it is missing, takes its lock and opens the database in it.
 * @throws DataDirError when it cannot be written, is held by another process, or its files are damaged.
 */
export async function openDataDir(dataDir: string): Promise<ExclusiveSession> {
  makeWritable(dataDir);
  await takeLock(dataDir);
  const postgresDir = join(dataDir, 'postgres');
  if (!existsSync(join(postgresDir, 'PG_VERSION'))) await initialise(dataDir, postgresDir);
  return openFiles(postgresDir);
}

function makeWritable(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const why =
      existsSync(dataDir) && !statSync(dataDir).isDirectory() ? 'is a file' : `cannot be written (${cause})`;
    throw new DataDirError(
      `The data directory ${dataDir} ${why}. Set UNDERSTUDY_DATA_DIR to a directory that this user may write to.`,
      { cause },
    );
  }
}

async function takeLock(dataDir: string): Promise<void> {
  const deadline = Date.now() + orphanWaitMs;
  for (;;) {
    const { heldBy } = takeDataDirLock(dataDir);
    if (heldBy === null) return;
    if (isAlive(heldBy.startedBy) || Date.now() > deadline)
      throw new DataDirError(describeHolder(dataDir, heldBy));
    await sleep(50);
  }
}

function describeHolder(dataDir: string, holder: LockHolder): string {
  const owner = isAlive(holder.startedBy) ? holder.startedBy : holder.process;
  return (
    `The data directory ${dataDir} is in use by another Understudy: process ${owner.pid}, since ${holder.since}. ` +
    'Stop that process, or set UNDERSTUDY_DATA_DIR to another directory.'
  );
}

/**
 * Makes a new database beside its final place and moves it there when it is complete, so that a start that is
 * killed halfway leaves nothing that looks like a database.
 */
async function initialise(dataDir: string, postgresDir: string): Promise<void> {
  if (existsSync(postgresDir)) {
    throw new DataDirError(damaged(postgresDir, 'PG_VERSION is missing'));
  }
  const draftDir = join(dataDir, 'postgres.new');
  rmSync(draftDir, { recursive: true, force: true });
  mkdirSync(draftDir, { mode: 0o700 });
  const draft = await openFiles(draftDir);
  await draft.close();
  renameSync(draftDir, postgresDir);
}

async function openFiles(postgresDir: string): Promise<ExclusiveSession> {
  const complaints: string[] = [];
  const session = new ExclusiveSession({
    dataDir: postgresDir,
    onStderr: (line) => {
      complaints.push(line);
      return false;
    },
  });
  try {
    await session.waitReady;
    return session;
  } catch (cause) {
    const said = complaints.filter((line) => /FATAL|PANIC|ERROR|DETAIL/.test(line)).slice(0, 2);
    const reason = said.map((line) => line.replace(/^.*?(?:FATAL|PANIC|ERROR|DETAIL):\s*/, '')).join(' ');
    throw new DataDirError(damaged(postgresDir, reason || String(cause)), { cause });
  }
}

function damaged(postgresDir: string, reason: string): string {
  return (
    `The database in ${postgresDir} cannot be opened: ${reason.replace(/\.$/, '')}. ` +
    'Restore that directory from a backup, or move it away to start with an empty database.'
  );
}
