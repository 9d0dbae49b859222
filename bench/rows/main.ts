import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connectDatabase, type Database, type DatabaseTarget } from '#db/client.ts';
import { startEmbeddedDatabase } from '#db/embedded.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { startPostgresServer } from '#db/testing/postgres-server.ts';
import type { ConsoleContext } from '#lib/console/context.ts';
import { consoleFixture } from '#lib/console/testing/console-fixture.ts';
import { generateRows } from './generate-rows.ts';
import { measureReads, measureRetention, measureRollup, measureWriter } from './measure.ts';

const days = 90;

/**
 * `node bench/rows/main.ts --rows 10000000 --database server`: fills a database of its own in a temporary directory, asks what the
 * console asks, and prints how long each answer took.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      database: { type: 'string', default: 'server' },
    },
  });
  const place = values.database === 'embedded' ? await embedded() : await server();
  // Filling it takes longer than any statement of the product may.
  const database = connectDatabase(place.target, { statementTimeoutMs: 0, silenceTimeoutMs: 0 });
  try {
    await measure(database, Number(values.rows));
  } finally {
    await database.close();
    await place.stop();
  }
}

async function measure(database: Database, requests: number): Promise<void> {
  await migrateDatabase(database);
  const nowMs = Date.now();
  const fillMs = await lasting(() => generateRows(database, { requests, days, nowMs }));
  say(`${requests} requests over ${days} days, made in ${seconds(fillMs)}`);
  say(`summed at ${Math.round(await measureRollup(database))} requests a second`);
  await database.sql`vacuum analyze`;
  for (const { what, medianMs, slowestMs } of await measureReads(contextOf(database, nowMs), nowMs)) {
    say(`${medianMs.toFixed(0).padStart(6)} ms ${slowestMs.toFixed(0).padStart(6)} ms  ${what}`);
  }
  say(`written at ${Math.round(await measureWriter(database, nowMs))} records a second`);
  say(`a month dropped in ${Math.round(await measureRetention(database, nowMs, days))} ms`);
}

function contextOf(database: Database, nowMs: number): ConsoleContext {
  const fixture = consoleFixture(database);
  fixture.clock.nowMs = nowMs;
  return fixture.as('viewer');
}

async function lasting(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
const say = (line: string) => process.stdout.write(`${line}\n`);

interface Place {
  readonly target: DatabaseTarget;
  stop(): Promise<void>;
}

async function server(): Promise<Place> {
  const started = await startPostgresServer();
  if (started === null) throw new Error('This machine has no PostgreSQL binaries.');
  return { target: { url: started.url }, stop: started.stop };
}

async function embedded(): Promise<Place> {
  const dataDir = mkdtempSync(join(tmpdir(), 'understudy-rows-'));
  const started = await startEmbeddedDatabase({ dataDir });
  return {
    target: { socketPath: started.socketPath },
    stop: async () => {
      await started.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

await main();
