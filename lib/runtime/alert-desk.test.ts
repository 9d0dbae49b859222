import { expect, it } from 'vitest';
import { type Alert, createAlertDesk } from './alert-desk.ts';

const refused: Alert = {
  kind: 'credential_refused',
  subject: 'openai/a',
  message: 'openai refuses a.',
  detail: {},
};

function setUp(capacity = 10) {
  const written: string[] = [];
  const reports: string[] = [];
  const state = { nowMs: 1_000, away: false, meanwhile: () => {} };
  const write = async (line: string) => {
    state.meanwhile();
    if (state.away) throw new Error('gone');
    written.push(line);
  };
  const desk = createAlertDesk({
    capacity,
    now: () => state.nowMs,
    report: (message) => reports.push(message),
    raise: ({ subject, times, firstSeen, lastSeen }) =>
      write(`raise ${subject} ${times} ${firstSeen.getTime()}-${lastSeen.getTime()}`),
    resolve: ({ subject, by }) => write(`resolve ${subject}: ${by}`),
  });
  return { desk, written, reports, state };
}

it('counts what is seen again before it is written, from the first time to the last', async () => {
  const { desk, written, state } = setUp();
  desk.raise(refused);
  state.nowMs = 2_000;
  desk.raise(refused);
  await desk.flush();
  await desk.flush();
  expect(written).toEqual(['raise openai/a 2 1000-2000']);
});

it('writes the last word: an alert that is over at once is not raised, one that comes back is', async () => {
  const { desk, written } = setUp();
  desk.raise(refused);
  desk.resolve('credential_refused', 'openai/a', 'a check');
  await desk.flush();
  desk.resolve('credential_refused', 'openai/a', 'a check');
  desk.raise(refused);
  await desk.flush();
  expect(written).toEqual(['resolve openai/a: a check', 'raise openai/a 1 1000-1000']);
});

it('keeps everything while the database is away, counts what is seen meanwhile once, and says so once', async () => {
  const { desk, written, reports, state } = setUp();
  state.away = true;
  desk.raise(refused);
  desk.raise({ ...refused, subject: 'openai/b' });
  await desk.flush();
  // Seen again while it is being written.
  state.meanwhile = () => {
    state.meanwhile = () => {};
    desk.raise(refused);
  };
  await desk.flush();
  await desk.flush();
  expect(desk.stats()).toEqual({ queued: 2, dropped: 0 });
  state.away = false;
  await desk.flush();
  expect(written.sort()).toEqual(['raise openai/a 2 1000-1000', 'raise openai/b 1 1000-1000']);
  expect(reports).toHaveLength(1);
});

it('is bounded: of more troubles than it holds, the newest are dropped and counted', async () => {
  const { desk, written } = setUp(2);
  for (const subject of ['a', 'b', 'c', 'a']) desk.raise({ ...refused, subject });
  expect(desk.stats()).toEqual({ queued: 2, dropped: 1 });
  await desk.flush();
  expect(written).toHaveLength(2);
});
