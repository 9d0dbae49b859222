import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createBackgroundWriter } from './background-writer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(capacity = 10) {
  const written: number[] = [];
  const batches: number[] = [];
  const reports: string[] = [];
  const database = { away: false, refuses: Number.NaN };
  const writer = createBackgroundWriter<number>({
    capacity,
    what: 'Numbers',
    report: (message) => reports.push(message),
    async write(rows) {
      if (database.away) throw new Error('gone');
      if (rows.includes(database.refuses))
        throw Object.assign(new Error('bad value'), { name: 'PostgresError', code: '22021' });
      batches.push(rows.length);
      written.push(...rows);
    },
  });
  return { writer, written, batches, reports, database };
}

it('writes together what came together, in order', async () => {
  const { writer, written, batches } = setUp();
  for (const row of [1, 2, 3]) writer.add(row);
  expect(written).toEqual([]);
  await vi.advanceTimersByTimeAsync(250);
  writer.add(4);
  await vi.advanceTimersByTimeAsync(250);
  expect([written, batches]).toEqual([
    [1, 2, 3, 4],
    [3, 1],
  ]);
  expect(writer.stats()).toEqual({ queued: 0, dropped: 0 });
});

it('keeps rows while the database is away, says so once, and writes them when it is back', async () => {
  const { writer, written, reports, database } = setUp();
  database.away = true;
  writer.add(1);
  await vi.advanceTimersByTimeAsync(20_000);
  writer.add(2);
  expect(writer.stats()).toEqual({ queued: 2, dropped: 0 });
  database.away = false;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(written).toEqual([1, 2]);
  expect(reports).toEqual(['Numbers cannot be written; they wait in memory.']);
});

it('drops and counts what does not fit, and never grows beyond its bound', async () => {
  const { writer, written, database } = setUp(2);
  database.away = true;
  for (const row of [1, 2, 3, 4]) writer.add(row);
  expect(writer.stats()).toEqual({ queued: 2, dropped: 2 });
  database.away = false;
  await vi.advanceTimersByTimeAsync(250);
  expect(written).toEqual([1, 2]);
});

it('loses the one row that the database refuses, and no other', async () => {
  const { writer, written, reports, database } = setUp();
  database.refuses = 2;
  for (const row of [1, 2, 3]) writer.add(row);
  await vi.advanceTimersByTimeAsync(250);
  expect(written).toEqual([1, 3]);
  expect(writer.stats()).toEqual({ queued: 0, dropped: 1 });
  expect(reports).toEqual(['Numbers: the database refused one; it is lost.']);
});

it('writes what waits at its end, and takes nothing more', async () => {
  const { writer, written } = setUp();
  writer.add(1);
  await writer.close(1_000);
  writer.add(2);
  expect(written).toEqual([1]);
  expect(writer.stats()).toEqual({ queued: 0, dropped: 1 });
});

it.each([
  ['away', async () => Promise.reject(new Error('gone'))],
  ['silent', () => new Promise<never>(() => {})],
])('does not wait at its end for a database that is %s', async (_, write) => {
  const writer = createBackgroundWriter<number>({ what: 'Numbers', report: () => {}, write });
  writer.add(1);
  const closed = writer.close(1_000);
  await vi.advanceTimersByTimeAsync(1_000);
  await closed;
  expect(writer.stats()).toEqual({ queued: 0, dropped: 1 });
});
