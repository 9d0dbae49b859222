import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectDatabase } from '../client.ts';
import { startEmbeddedDatabase } from '../embedded.ts';
import { copyTemplate } from '../testing/template.ts';

describe('data directory', { timeout: 90_000 }, () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'understudy-test-'));
    await copyTemplate(dataDir);
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it('starts over after a first start that was cut short', async () => {
    rmSync(join(dataDir, 'postgres'), { recursive: true });
    mkdirSync(join(dataDir, 'postgres.new'));
    writeFileSync(join(dataDir, 'postgres.new', 'PG_VERSION'), '18\n');
    const embedded = await startEmbeddedDatabase({ dataDir });
    const database = connectDatabase({ socketPath: embedded.socketPath });
    expect(Array.from(await database.sql`select 1 as one`)).toEqual([{ one: 1 }]);
    await database.close();
    await embedded.stop();
    expect(existsSync(join(dataDir, 'postgres.new'))).toBe(false);
  });

  it.each([
    [
      'a truncated control file',
      () => truncateSync(join(dataDir, 'postgres/global/pg_control')),
      'pg_control',
    ],
    [
      'files of another version',
      () => writeFileSync(join(dataDir, 'postgres/PG_VERSION'), '16\n'),
      'version 16',
    ],
    ['no version file', () => rmSync(join(dataDir, 'postgres/PG_VERSION')), 'PG_VERSION is missing'],
    ['no tables', () => rmSync(join(dataDir, 'postgres/base'), { recursive: true }), 'base'],
  ])(
    'refuses a damaged directory with %s, says what to do and deletes nothing',
    async (_name, damage, reason) => {
      damage();
      const failure = startEmbeddedDatabase({ dataDir });
      await expect(failure).rejects.toThrow(
        /postgres cannot be opened: .*Restore that directory from a backup/,
      );
      await expect(startEmbeddedDatabase({ dataDir })).rejects.toThrow(reason);
      expect(existsSync(join(dataDir, 'postgres', 'global'))).toBe(true);
    },
  );

  it('refuses a directory that is a file, or cannot be made, and names the variable', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    await expect(startEmbeddedDatabase({ dataDir: file })).rejects.toThrow(
      /file is a file\. Set UNDERSTUDY_DATA_DIR/,
    );
    const impossible = startEmbeddedDatabase({ dataDir: join(file, 'below') });
    await expect(impossible).rejects.toThrow(/cannot be written .*Set UNDERSTUDY_DATA_DIR/);
  });
});
