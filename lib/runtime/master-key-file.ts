import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateMasterKey, parseMasterKey } from '#lib/credentials/master-key.ts';

/**
 * The master key kept beside the embedded database, in base64. Made once, before the database, readable by this user
 * alone.
 * @throws Error with a sentence when the file is damaged, or is gone while the database that needs it is not.
 */
export function masterKeyFromFile(dataDir: string): string {
  const file = join(dataDir, 'master-key');
  const key = readKey(file) ?? makeKey(dataDir, file);
  try {
    parseMasterKey(key);
  } catch {
    throw new Error(`${file} does not hold a master key (32 bytes in base64). Restore it from a backup.`);
  }
  return key;
}

function readKey(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new Error(
      `${file}, the master key, cannot be read: ${messageOf(error)}. UNDERSTUDY_DATA_DIR names its directory.`,
    );
  }
}

function makeKey(dataDir: string, file: string): string {
  if (existsSync(join(dataDir, 'postgres'))) {
    throw new Error(
      `${file} is gone, and the secrets in the database beside it cannot be opened without it. ` +
        'Restore it from a backup, or set UNDERSTUDY_MASTER_KEY.',
    );
  }
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${generateMasterKey()}\n`, { mode: 0o600 });
    // Whole or not at all; of two processes that start at once, one makes it and both read it.
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) {
      throw new Error(
        `The data directory ${dataDir} cannot be written: ${messageOf(error)}. UNDERSTUDY_DATA_DIR names it.`,
      );
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8').trim();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
