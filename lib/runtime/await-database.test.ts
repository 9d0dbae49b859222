import { expect, it, vi } from 'vitest';
import type { Database } from '#db/client.ts';
import { awaitDatabase } from './await-database.ts';
import { databaseTrouble } from './database-trouble.ts';

const url = new URL('postgres://ada:hunter2@db.test/understudy');
const refused = (code: string) => databaseTrouble(Object.assign(new Error('no'), { code }), url);
const answered = (code: string) =>
  databaseTrouble(Object.assign(new Error('no'), { name: 'PostgresError', code }), url);
const database = {} as Database;
const never = new AbortController().signal;

it('waits for a server that is away and then starting, and says each once', async () => {
  const outcomes = [refused('ECONNREFUSED'), refused('ECONNREFUSED'), answered('57P03'), null];
  const said: string[] = [];
  const opened = await awaitDatabase({
    open: async () => {
      const outcome = outcomes.shift();
      if (outcome) throw outcome;
      return database;
    },
    asked: never,
    pauseMs: 1,
    report: (sentence) => said.push(sentence),
  });
  expect(opened).toBe(database);
  expect(said).toEqual([
    'The server that DATABASE_URL names, db.test:5432, cannot be reached (ECONNREFUSED).',
    'The server that DATABASE_URL names, db.test:5432, is starting.',
  ]);
});

it.each(['28P01', '3D000', '42501'])('does not wait for a server that refuses us (%s)', async (state) => {
  const open = vi.fn(async () => {
    throw answered(state);
  });
  await expect(awaitDatabase({ open, asked: never, report: () => {} })).rejects.toThrow(/DATABASE_URL/);
  expect(open).toHaveBeenCalledTimes(1);
});

it('stops waiting when the process is asked to stop', async () => {
  const asked = new AbortController();
  const open = async () => {
    asked.abort('asked');
    throw refused('ETIMEDOUT');
  };
  await expect(awaitDatabase({ open, asked: asked.signal, report: () => {} })).rejects.toMatchObject({
    name: 'AbortError',
  });
});
