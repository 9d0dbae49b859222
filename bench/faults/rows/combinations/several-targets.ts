import type { FaultRow, ProviderScript } from '../../row.ts';
import { answer, breaks, healthy, onChat, quickTimeouts } from '../parts.ts';

const group = 'combinations';
const timeouts = quickTimeouts;
const broken = (fault: object): ProviderScript => ({ scenario: { answer, faults: [onChat(fault)] } });
const nobody: ProviderScript = { scenario: null };
const overloaded = broken({ error: 'overloaded' });
const allFailed = { outcome: 'error', status: 503, code: 'all_targets_failed' } as const;

/** The same row for a whole and for a streamed answer. */
export function inBothModes(row: Omit<FaultRow, 'mode' | 'group'>): FaultRow[] {
  return (['whole', 'streamed'] as const).map((mode) => ({
    ...row,
    group,
    mode,
    name: `${row.name}, ${mode}`,
  }));
}

/** More than one target fails, or more than one thing is wrong with one. */
export const severalTargets: readonly FaultRow[] = [
  ...inBothModes({
    name: 'both targets fail in different ways: one clean error that names both',
    providers: { primary: overloaded, second: broken({ error: 'server_error' }) },
    route: { num_retries: 0, timeouts },
    expect: {
      sees: [allFailed],
      calls: { primary: 1, second: 1 },
      attempts: ['primary overloaded', 'second server_error'],
    },
  }),
  ...inBothModes({
    name: 'three targets down in three ways: the fourth answers',
    providers: { primary: nobody, second: broken({ silence: true }), third: overloaded, fourth: healthy },
    route: { num_retries: 0, timeouts },
    expect: {
      sees: [{ outcome: 'answer', by: 'fourth' }],
      calls: { second: 1, third: 1, fourth: 1 },
      attempts: ['primary connection_failed', 'second timeout', 'third overloaded', 'fourth ok'],
    },
  }),
  ...inBothModes({
    name: 'all targets down: one clean error, each asked once',
    providers: { primary: nobody, second: broken({ reset: true }), third: overloaded },
    route: { num_retries: 0, timeouts },
    expect: { sees: [allFailed], calls: { second: 1, third: 1 } },
  }),
  ...inBothModes({
    name: 'all targets silent: 504',
    providers: { primary: broken({ silence: true }), second: broken({ silence: true }) },
    route: { timeouts },
    expect: {
      sees: [{ outcome: 'error', status: 504, code: 'all_targets_failed' }],
      calls: { primary: 1, second: 1 },
    },
  }),
  ...inBothModes({
    name: 'silence, then an overload: not all timed out, so 503',
    providers: { primary: broken({ silence: true }), second: overloaded },
    route: { num_retries: 0, timeouts },
    expect: { sees: [allFailed], calls: { primary: 1, second: 1 } },
  }),
  ...inBothModes({
    name: 'an endless appetite for retries ends at six calls, three on a target',
    providers: { primary: overloaded, second: overloaded, third: overloaded },
    route: {
      num_retries: 2,
      timeouts,
      breaker: { consecutive_failures: 100 },
    },
    expect: { sees: [allFailed], calls: { primary: 3, second: 3 } },
  }),
  ...inBothModes({
    name: 'total_ms ends it, whatever is left to try',
    providers: { primary: broken({ silence: true }), second: broken({ silence: true }), third: healthy },
    route: { num_retries: 0, timeouts: { ...timeouts, total_ms: 2_500, response_ms: 2_000 } },
    expect: {
      sees: [{ outcome: 'error', status: 504, code: 'all_targets_failed' }],
      calls: { primary: 1, second: 1 },
      tookMs: [2_400, 4_500],
    },
  }),
  {
    name: 'a cut, then a fallback that says something else: one typed error, nothing spliced',
    group,
    mode: 'streamed',
    providers: { primary: breaks, second: { scenario: { answer: { text: 'one two 3 4 5 6 7 8' } } } },
    route: { num_retries: 0, timeouts },
    expect: {
      sees: [{ outcome: 'broken', kind: 'stream_interrupted' }],
      calls: { primary: 1, second: 1 },
      attempts: ['primary stream_interrupted', 'second client_closed'],
      recovered: false,
    },
  },
  {
    name: 'every target cuts its stream a little later: still one answer',
    group,
    mode: 'streamed',
    providers: {
      primary: breaks,
      second: broken({ cut_after_tokens: 4 }),
      third: broken({ stall_after_tokens: 6 }),
      fourth: healthy,
    },
    route: { num_retries: 0, timeouts },
    expect: {
      sees: [{ outcome: 'answer' }],
      calls: { primary: 1, second: 1, third: 1, fourth: 1 },
      recovered: true,
    },
  },
  {
    name: 'every target cuts its stream at the same word: one typed error',
    group,
    mode: 'streamed',
    providers: { primary: breaks, second: breaks, third: breaks },
    route: { num_retries: 0, timeouts },
    expect: {
      sees: [{ outcome: 'broken', kind: 'stream_interrupted' }],
      calls: { primary: 1, second: 1, third: 1 },
    },
  },
  {
    name: 'stream_recovery off: the break is told and nobody else is asked',
    group,
    mode: 'streamed',
    providers: { primary: breaks, second: healthy },
    route: { num_retries: 0, timeouts, stream_recovery: 'off' },
    expect: { sees: [{ outcome: 'broken', kind: 'stream_interrupted' }], calls: { primary: 1 } },
  },
  {
    name: 'stream_recovery buffer: the caller never sees the break',
    group,
    mode: 'streamed',
    providers: { primary: breaks, second: { scenario: { answer: { text: 'something else altogether' } } } },
    route: { num_retries: 0, timeouts, stream_recovery: 'buffer' },
    expect: {
      sees: [{ outcome: 'answer', text: 'something else altogether', by: 'second' }],
      calls: { primary: 1, second: 1 },
      recovered: false,
    },
  },
  {
    name: 'stream_recovery continue: a target that takes a prefill says the rest alone',
    group,
    mode: 'streamed',
    providers: {
      primary: breaks,
      second: { ...healthy, facts: { capabilities: ['streaming', 'assistant_prefill'] } },
    },
    route: { num_retries: 0, timeouts, stream_recovery: 'continue' },
    expect: {
      sees: [{ outcome: 'answer' }],
      calls: { primary: 1, second: 1 },
      attempts: ['primary stream_interrupted', 'second ok'],
      recovered: true,
    },
  },
  {
    name: 'a stream of tokens without an end is ended by total_ms and told',
    group,
    mode: 'streamed',
    providers: { primary: broken({ endless: 'tokens' }) },
    route: { num_retries: 0, timeouts: { ...timeouts, total_ms: 1_500 } },
    expect: {
      sees: [{ outcome: 'broken', kind: 'timeout', repeats: true }],
      calls: { primary: 1 },
      tookMs: [1_400, 10_000],
    },
  },
];
