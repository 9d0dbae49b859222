import type { FaultRow, RanRow } from '../../row.ts';
import { answer, healthy, onChat, quickTimeouts } from '../parts.ts';

const group = 'a caller who leaves';
/** The upstream call ends within this of the caller's leaving (documented). Milliseconds. */
const abortsWithinMs = 100;
const timeouts = { ...quickTimeouts, first_token_ms: 20_000, response_ms: 20_000, idle_ms: 20_000 };

/** Every open upstream call was ended in time, by the provider's own log. */
function endsUpstreamAtOnce({ seen, upstream }: RanRow): string[] {
  const leftMs = Math.max(...seen.map(({ endedMs }) => endedMs));
  const last = upstream.at(-1);
  if (last === undefined) return ['no provider was called'];
  if (last.endedMs === null) return ['the upstream call is still open'];
  if (!last.aborted) return ['the upstream call was not ended by the gateway'];
  const lateMs = last.endedMs - leftMs;
  return lateMs <= abortsWithinMs
    ? []
    : [`the upstream call ended ${Math.round(lateMs)} ms after the caller`];
}

const row = (
  parts: Omit<FaultRow, 'group' | 'expect'> & { calls: FaultRow['expect']['calls'] },
): FaultRow => {
  const { calls, ...rest } = parts;
  return { ...rest, group, expect: { sees: [{ outcome: 'left' }], calls, also: endsUpstreamAtOnce } };
};

/** The caller leaves at each stage: the upstream call ends at once, and nothing more is tried. */
export const callers: readonly FaultRow[] = [
  ...(['whole', 'streamed'] as const).map((mode) =>
    row({
      name: `leaves while the provider is silent, ${mode}`,
      mode,
      providers: { primary: { scenario: { faults: [onChat({ silence: true })] } }, second: healthy },
      route: { timeouts },
      course: async ({ ask }) => [await ask({ leaves: { afterMs: 300 } })],
      calls: { primary: 1 },
    }),
  ),
  row({
    name: 'leaves between head and first token, streamed',
    mode: 'streamed',
    providers: {
      primary: { scenario: { answer, faults: [onChat({ delay_first_token_ms: 10_000 })] } },
      second: healthy,
    },
    route: { timeouts },
    course: async ({ ask }) => [await ask({ leaves: { afterMs: 300 } })],
    calls: { primary: 1 },
  }),
  row({
    name: 'leaves in the middle of the answer, streamed',
    mode: 'streamed',
    providers: {
      primary: { scenario: { answer, faults: [onChat({ token_interval_ms: 1_000 })] } },
      second: healthy,
    },
    route: { timeouts },
    course: async ({ ask }) => [await ask({ leaves: { after: 'content' } })],
    calls: { primary: 1 },
  }),
  row({
    name: 'leaves while a replay says the answer again, streamed',
    mode: 'streamed',
    providers: {
      primary: { scenario: { answer, faults: [onChat({ cut_after_tokens: 3 })] } },
      second: { scenario: { answer, faults: [onChat({ token_interval_ms: 1_000 })] } },
    },
    route: { timeouts },
    course: async ({ ask }) => [await ask({ leaves: { afterMs: 1_500 } })],
    calls: { primary: 1, second: 1 },
  }),
  ...(['whole', 'streamed'] as const).map((mode): FaultRow => {
    const primary = { scenario: { faults: [onChat({ error: 'rate_limited', retry_after_s: 2 })] } };
    return {
      name: `leaves during a wait between two calls: there is no second one, ${mode}`,
      group,
      mode,
      providers: { primary, second: healthy },
      route: { num_retries: 2, timeouts },
      course: async ({ ask, wait }) => {
        const seen = await ask({ leaves: { afterMs: 500 } });
        await wait(3_000);
        return [seen];
      },
      expect: { sees: [{ outcome: 'left' }], calls: { primary: 1 } },
    };
  }),
];
