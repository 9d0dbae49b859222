import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedDatabase } from '../embedded.ts';

const root = join(import.meta.dirname, '..', '..');

/**
 * Puts a freshly initialised database into a data directory. Building one takes seconds, so the first test file
 * does it and the others copy; the cache is keyed by the version of PGlite.
 */
export async function copyTemplate(dataDir: string): Promise<void> {
  const packageJson: { version: string } = JSON.parse(
    readFileSync(join(root, 'node_modules/@electric-sql/pglite/package.json'), 'utf8'),
  );
  const cache = join(root, 'node_modules', '.cache', 'understudy');
  const template = join(cache, `pglite-${packageJson.version}`);
  if (!existsSync(template)) await buildTemplate(cache, template);
  cpSync(template, join(dataDir, 'postgres'), { recursive: true });
}

/** Built aside and moved into place, so that test files that start at once never see half of one. */
async function buildTemplate(cache: string, template: string): Promise<void> {
  const draft = join(cache, `draft-${randomUUID()}`);
  mkdirSync(draft, { recursive: true });
  try {
    const embedded = await startEmbeddedDatabase({ dataDir: draft });
    await embedded.stop();
    if (!existsSync(template)) renameSync(join(draft, 'postgres'), template);
  } catch (error) {
    if (!existsSync(template)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
