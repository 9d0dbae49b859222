import { expect, it } from 'vitest';
import { judgeSoak, type SoakEvidence } from './judge-soak.ts';
import { type MemorySample, memoryTrend } from './memory-trend.ts';

const well: SoakEvidence = {
  fates: ['answer', 'error', 'broken', 'left', 'left'],
  records: {
    statuses: new Map([
      [0, ['ok']],
      [1, ['error']],
      [2, ['partial']],
      [3, ['canceled']],
    ]),
    records: 4,
    attempts: new Map([['p', { all: 6, unheard: 1 }]]),
    recovered: 0,
    failovers: 2,
  },
  upstream: new Map([['p', 5]]),
  memory: null,
  unhandledRejections: 0,
  remarks: [],
  failoversLogged: 2,
  exitCode: 0,
  sockets: { before: 2, after: 3, allowed: 10 },
};
const withStatuses = (...entries: [number, string[]][]): SoakEvidence => ({
  ...well,
  records: { ...well.records, statuses: new Map([...well.records.statuses, ...entries]) },
});

it('finds nothing in a run that adds up', () => {
  expect(judgeSoak(well)).toEqual([]);
});

it.each<[string, SoakEvidence]>([
  ['1 requests have no record', { ...well, fates: [...well.fates, 'answer'] }],
  ['1 requests have more than one record', withStatuses([0, ['ok', 'ok']])],
  ['1 records do not say what the caller saw', withStatuses([1, ['ok']])],
  ['1 calls ended stuck', { ...well, fates: [...well.fates, 'stuck'] }],
  ['1 calls ended never', { ...well, fates: [...well.fates, undefined] }],
  ['p got 7 calls', { ...well, upstream: new Map([['p', 7]]) }],
  ['p got 4 calls', { ...well, upstream: new Map([['p', 4]]) }],
  ['q got 1 calls', { ...well, upstream: new Map([...well.upstream, ['q', 1]]) }],
  ['3 failovers are in the log, 2 on record', { ...well, failoversLogged: 3 }],
  ['1 unhandled rejections', { ...well, unhandledRejections: 1 }],
  ['the gateway logged: oops', { ...well, remarks: ['oops'] }],
  ['the gateway ended with SIGKILL', { ...well, exitCode: 'SIGKILL' }],
  ['11 sockets are open', { ...well, sockets: { before: 2, after: 11, allowed: 10 } }],
])('says that %s', (sentence, evidence) => {
  expect(judgeSoak(evidence).join('; ')).toContain(sentence);
});

const mib = 1024 * 1024;
const samples = (heap: (step: number) => number): MemorySample[] =>
  Array.from({ length: 20 }, (_, step) => ({
    done: (step + 1) * 10_000,
    heapUsed: heap(step) * mib,
    external: 0,
    rss: 200 * mib,
    handles: {},
    unhandledRejections: 0,
  }));

it('calls memory flat that goes up and down, and not what grows by a few hundred bytes a request', () => {
  expect(memoryTrend(samples((step) => 50 + (step % 3)))?.flat).toBe(true);
  expect(memoryTrend(samples((step) => 50 + step * 3))?.flat).toBe(false);
  expect(memoryTrend(samples((step) => 50 + step * 1.2))?.flat).toBe(false);
  expect(memoryTrend(samples(() => 50).slice(0, 3))).toBeNull();
});
