import { beforeEach, expect, it } from 'vitest';
import type { Configuration } from '#lib/gateway/configuration.ts';
import { createConfigurationSource } from './configuration-source.ts';

const configuration = (version: number): Configuration => ({
  version,
  providers: new Map(),
  routes: new Map(),
  keys: new Map(),
  modelFacts: () => ({
    known: false,
    contextWindow: null,
    maxOutputTokens: null,
    capabilities: null,
    price: null,
    maxParallelRequests: null,
  }),
});

let nowMs = 0;
let version = 1;
let loads = 0;
let database: 'up' | 'down' | 'broken version' = 'up';
let reports: string[] = [];
let problems: string[] = [];

const create = () =>
  createConfigurationSource({
    readVersion: async () => {
      if (database === 'down') throw new Error('connection refused');
      return version;
    },
    load: async () => {
      if (database === 'broken version') throw new Error('a secret cannot be opened');
      loads += 1;
      return { configuration: configuration(version), problems };
    },
    maxStaleMs: 60_000,
    monotonic: () => nowMs,
    report: (message) => reports.push(message),
  });

beforeEach(() => {
  nowMs = 0;
  version = 1;
  loads = 0;
  database = 'up';
  reports = [];
  problems = [];
});

it('has nothing, and does not claim to be current, before the first poll', () => {
  const source = create();
  expect(source.current()).toBeNull();
  expect(source.isCurrent()).toBe(false);
});

it('loads a version once and the next one when there is one', async () => {
  const source = create();
  await source.poll();
  await source.poll();
  expect(loads).toBe(1);
  version = 2;
  await source.poll();
  expect(source.current()?.version).toBe(2);
  expect(source.isCurrent()).toBe(true);
});

it('keeps the last configuration while the database is away, says so once, and follows again after', async () => {
  const source = create();
  await source.poll();
  database = 'down';
  await source.poll();
  await source.poll();
  expect(source.current()?.version).toBe(1);
  expect(source.troubles()).toEqual([expect.stringMatching(/database does not answer/)]);
  expect(reports).toHaveLength(1);
  database = 'up';
  await source.poll();
  expect(source.isCurrent()).toBe(true);
  expect(reports.at(-1)).toMatch(/followed again/);
});

it('serves nothing that could not be checked for longer than it may be served, and again when it can', async () => {
  const source = create();
  await source.poll();
  database = 'down';
  nowMs = 60_000;
  await source.poll();
  expect(source.current()?.version).toBe(1);
  nowMs = 60_001;
  expect(source.current()).toBeNull();
  expect(source.troubles()).toEqual([
    'The configuration could not be checked for too long; nothing is served until it can.',
  ]);
  database = 'up';
  await source.poll();
  expect(source.current()?.version).toBe(1);
  expect(source.troubles()).toEqual([]);
});

it('is not current while the database hangs without an error', async () => {
  const source = create();
  await source.poll();
  nowMs = 2_001;
  expect(source.isCurrent()).toBe(false);
});

it('keeps the version before one that cannot be loaded, and tries again', async () => {
  const source = create();
  await source.poll();
  version = 2;
  database = 'broken version';
  await source.poll();
  expect(source.current()?.version).toBe(1);
  expect(source.troubles()).toEqual([expect.stringMatching(/newest configuration cannot be loaded/)]);
  database = 'up';
  await source.poll();
  expect(source.current()?.version).toBe(2);
});

it('serves what can be used and tells what cannot', async () => {
  problems = ['The secret of the provider alpha cannot be opened.'];
  const source = create();
  await source.poll();
  expect(source.isCurrent()).toBe(true);
  expect(source.troubles()).toEqual(problems);
});
