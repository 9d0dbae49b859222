import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { masterKeyFromFile } from './master-key-file.ts';

let dataDir = '';
beforeEach(() => {
  const parent = mkdtempSync(join(tmpdir(), 'under study '));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  dataDir = join(parent, 'data');
});

it('makes a key once, for this user alone', () => {
  const key = masterKeyFromFile(dataDir);
  expect(Buffer.from(key, 'base64')).toHaveLength(32);
  expect(statSync(join(dataDir, 'master-key')).mode & 0o777).toBe(0o600);
  expect(masterKeyFromFile(dataDir)).toBe(key);
});

it('never makes a new key for a database that was sealed with another', () => {
  mkdirSync(join(dataDir, 'postgres'), { recursive: true });
  expect(() => masterKeyFromFile(dataDir)).toThrow(/master-key is gone.*Restore it from a backup/);
});

it('says which file is damaged, and not what is in it', () => {
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'master-key'), 'half a ke');
  expect(() => masterKeyFromFile(dataDir)).toThrow(/master-key does not hold a master key/);
  expect(() => masterKeyFromFile(dataDir)).not.toThrow(/half a ke/);
});

it('names the variable when the data directory cannot be made', () => {
  writeFileSync(dataDir, 'a file');
  expect(() => masterKeyFromFile(join(dataDir, 'below'))).toThrow(/UNDERSTUDY_DATA_DIR/);
});
