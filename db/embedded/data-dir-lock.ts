import { randomUUID } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

/** Who holds a data directory. */
export interface LockHolder {
  /** The process that has the files open. */
  readonly process: ProcessIdentity;
  /** The Understudy process that started it. */
  readonly startedBy: ProcessIdentity;
  /** ISO time. */
  readonly since: string;
}

const lockName = /^postgres\.lock\.(\d+)$/;

/**
 * Takes the data directory for this process, or says who has it. The lock ends with the process; it is never given
 * back. Each holder creates the next number, which the file system lets only one do, and the highest number counts:
 * deleting a dead holder's file could delete the file of a third that took over in the same moment.
 */
export function takeDataDirLock(dataDir: string): { readonly heldBy: LockHolder | null } {
  for (;;) {
    const highest = highestLock(dataDir);
    const holder = highest === 0 ? null : readHolder(dataDir, highest);
    if (holder !== null && isAlive(holder.process)) return { heldBy: holder };
    if (createLock(dataDir, highest + 1) && highestLock(dataDir) === highest + 1) {
      removeLocksBelow(dataDir, highest + 1);
      return { heldBy: null };
    }
  }
}

function lockPath(dataDir: string, number: number): string {
  return join(dataDir, `postgres.lock.${number}`);
}

function lockNumbers(dataDir: string): number[] {
  return readdirSync(dataDir).flatMap((name) => {
    const number = lockName.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

function highestLock(dataDir: string): number {
  return Math.max(0, ...lockNumbers(dataDir));
}

function readHolder(dataDir: string, number: number): LockHolder | null {
  try {
    return parseHolder(JSON.parse(readFileSync(lockPath(dataDir, number), 'utf8')));
  } catch {
    // Gone since it was listed, or cut short by a full disk: nobody holds it.
    return null;
  }
}

function parseHolder(value: LockHolder): LockHolder | null {
  return Number.isInteger(value.process.pid) && Number.isInteger(value.startedBy.pid) ? value : null;
}

/** A link is made whole or not at all, so that nobody ever reads half a lock. */
function createLock(dataDir: string, number: number): boolean {
  const holder: LockHolder = {
    process: identifyProcess(process.pid),
    startedBy: identifyProcess(process.ppid),
    since: new Date().toISOString(),
  };
  const draft = join(dataDir, `postgres.lock-draft-${randomUUID()}`);
  writeFileSync(draft, `${JSON.stringify(holder)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, lockPath(dataDir, number));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function removeLocksBelow(dataDir: string, number: number): void {
  for (const old of lockNumbers(dataDir)) {
    if (old < number) rmSync(lockPath(dataDir, old), { force: true });
  }
}
