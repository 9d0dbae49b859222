import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { fingerprintOf } from './console-build.mjs';

let folder = '';
const write = (file: string, content: string) => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), content);
};
const fingerprint = () => fingerprintOf(folder, ['app', 'package.json', 'public']);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'under study '));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  write('app/(console)/page.tsx', 'page');
  write('app/api/openapi.json/route.ts', 'route');
  write('package.json', '{}');
});

it('is the same for the same files', () => {
  const before = fingerprint();
  write('app/(console)/page.tsx', 'page');
  expect(fingerprint()).toBe(before);
});

it.each([
  ['a changed file', 'app/api/openapi.json/route.ts', 'other'],
  ['a new file', 'app/new.tsx', ''],
  ['a changed file beside the folders', 'package.json', '{"a":1}'],
  ['a folder that was not there', 'public/picture.svg', ''],
])('notices %s', (_what, file, content) => {
  const before = fingerprint();
  write(file, content);
  expect(fingerprint()).not.toBe(before);
});

it('notices content that moved from one file to the next', () => {
  write('app/a', 'xy');
  write('app/b', 'z');
  const before = fingerprint();
  write('app/a', 'x');
  write('app/b', 'yz');
  expect(fingerprint()).not.toBe(before);
});

it('does not rebuild for a test', () => {
  const before = fingerprint();
  write('app/page.test.tsx', 'test');
  expect(fingerprint()).toBe(before);
});
