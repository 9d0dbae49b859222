import type { Driver, FaultRow, ProviderScript, RanRow, Role } from '../../row.ts';
import type { Seen } from '../../seen.ts';
import { answer, healthy, onChat, quickTimeouts } from '../parts.ts';

const group = 'under load';
const everyMs = 200;
/** Three failures in a row, then one probe each half minute, and what was under way. */
const aHandful = 8;

/** Five calls a second for so long; all are waited for. */
function steadily(forMs: number): NonNullable<FaultRow['course']> {
  return async ({ ask, wait, now }: Driver) => {
    const startedMs = now();
    const asked: Promise<Seen>[] = [];
    for (let turn = 0; turn * everyMs < forMs; turn += 1) {
      const dueMs = startedMs + turn * everyMs;
      if (dueMs > now()) await wait(dueMs - now());
      asked.push(ask());
    }
    return Promise.all(asked);
  };
}

const atOnce =
  (times: number): NonNullable<FaultRow['course']> =>
  ({ ask }) =>
    Promise.all(Array.from({ length: times }, () => ask()));

const outage = (forMs: number): ProviderScript => ({
  scenario: { answer, faults: [{ when: { until_ms: forMs }, status: 503, error: 'overloaded' }] },
});

const by = (seen: Seen, role: Role) => seen.provider?.endsWith(`-${role}`) === true;

/** Calls come five times a second, so that the first that may pass comes up to this much later, sockets included. */
const nextCallMs = 500;

/** The primary answers again soon after it is well. */
const isBackWithin =
  (outageMs: number, withinMs: number) =>
  ({ seen }: RanRow): string[] => {
    const firstMs = Math.min(...seen.map(({ startedMs }) => startedMs));
    const back = seen.find((each) => each.startedMs - firstMs >= outageMs && by(each, 'primary'));
    if (back === undefined) return ['the primary was never used again'];
    const afterMs = back.startedMs - firstMs - outageMs;
    return afterMs <= withinMs
      ? []
      : [`the primary was used again only ${Math.round(afterMs)} ms after its recovery`];
  };

const callsDuring = ({ upstream }: RanRow, role: Role, forMs: number) => {
  const firstMs = Math.min(...upstream.map(({ atMs }) => atMs));
  return upstream.filter((call) => call.role === role && call.atMs - firstMs < forMs).length;
};

/** Many callers at once or for long: providers are spared, callers see nothing. */
export const load: readonly FaultRow[] = [
  ...(['whole', 'streamed'] as const).map(
    (mode): FaultRow => ({
      name: `primary down for a minute under five calls a second: a handful of calls, back within half a minute, ${mode}`,
      group,
      mode,
      providers: { primary: outage(60_000), second: healthy },
      route: { num_retries: 1, timeouts: quickTimeouts },
      course: steadily(105_000),
      expect: {
        sees: [{ outcome: 'answer' }],
        calls: { primary: [5, 525], second: [200, 525] },
        also: (ran) => {
          const during = callsDuring(ran, 'primary', 59_000);
          const flaws = during <= aHandful ? [] : [`the primary got ${during} calls while it was down`];
          return [...flaws, ...isBackWithin(60_000, 30_000 + nextCallMs)(ran)];
        },
      },
    }),
  ),
  {
    name: 'primary that comes and goes every five seconds for a minute: every caller is answered, whole',
    group,
    mode: 'whole',
    providers: {
      primary: {
        scenario: {
          answer,
          faults: [onChat({ error: 'overloaded' }, { until_ms: 5_000, repeat_ms: 10_000 })],
        },
      },
      second: healthy,
    },
    route: { num_retries: 1, timeouts: quickTimeouts },
    course: steadily(60_000),
    expect: {
      sees: [{ outcome: 'answer' }],
      calls: { primary: [3, 200], second: [60, 300] },
    },
  },
  {
    name: '429 storm from the primary: each of 100 callers at once is answered by the second, retries stay few, whole',
    group,
    mode: 'whole',
    providers: {
      primary: {
        scenario: { answer, faults: [onChat({ error: 'rate_limited', retry_after_s: 1 })] },
      },
      second: healthy,
    },
    route: { num_retries: 2, timeouts: quickTimeouts },
    course: atOnce(100),
    expect: {
      sees: [{ outcome: 'answer', by: 'second' }],
      calls: { primary: [1, 130], second: 100 },
    },
  },
  {
    name: '429 storm with a secondary that bears four calls at once: the third takes the rest, whole',
    group,
    mode: 'whole',
    providers: {
      primary: {
        scenario: { answer, faults: [onChat({ error: 'rate_limited', retry_after_s: 30 })] },
      },
      second: {
        scenario: { answer, faults: [onChat({ delay_headers_ms: 500 })] },
        facts: { max_parallel_requests: 4 },
      },
      third: healthy,
    },
    route: { num_retries: 0, timeouts: quickTimeouts },
    course: atOnce(60),
    expect: {
      sees: [{ outcome: 'answer' }],
      calls: { primary: [1, 60], second: [1, 24], third: [36, 59] },
    },
  },
  {
    name: 'all circuits open: still one call at a time rather than none, and a clean 503 with retry-after, whole',
    group,
    mode: 'whole',
    providers: {
      primary: { scenario: { faults: [{ status: 503, error: 'overloaded' }] } },
      second: { scenario: { faults: [{ status: 500, error: 'server_error' }] } },
    },
    route: { num_retries: 0, timeouts: quickTimeouts },
    course: async ({ ask }) => {
      const seen: Seen[] = [];
      for (let turn = 0; turn < 8; turn += 1) seen.push(await ask());
      return seen;
    },
    expect: {
      sees: [{ outcome: 'error', status: 503, code: 'all_targets_failed' }],
      calls: { primary: [3, 8], second: [3, 8] },
      also: ({ upstream }) =>
        upstream.length === 11 ? [] : [`${upstream.length} calls, not 6 and 5 in panic`],
    },
  },
];
