import type { FaultRow } from '../../row.ts';
import { answer, healthy, onChat } from '../parts.ts';

const group = 'documented limits at full length';
/** A plain chat model: one that reasons may take a minute to its first token. */
const facts = { capabilities: ['streaming' as const, 'tools' as const] };

interface LimitRow {
  readonly name: string;
  readonly mode: FaultRow['mode'];
  readonly fault: Parameters<typeof onChat>[0];
  /** When the next target has answered, at the earliest and the latest. */
  readonly tookMs: readonly [number, number];
}

const limits: readonly LimitRow[] = [
  {
    name: 'first_token_ms: 10 s of silence',
    mode: 'streamed',
    fault: { silence: true },
    tookMs: [10_000, 14_000],
  },
  {
    name: 'first_token_ms: 10 s without a word after the head',
    mode: 'streamed',
    fault: { delay_first_token_ms: 600_000 },
    tookMs: [10_000, 14_000],
  },
  {
    name: 'idle_ms: 15 s without a word in the middle',
    mode: 'streamed',
    fault: { stall_after_tokens: 4 },
    tookMs: [15_000, 19_000],
  },
  { name: 'response_ms: 60 s of silence', mode: 'whole', fault: { silence: true }, tookMs: [60_000, 65_000] },
  {
    name: 'response_ms: 60 s with half an answer',
    mode: 'whole',
    fault: { stall_after_tokens: 4 },
    tookMs: [60_000, 65_000],
  },
];

/** What the documentation says of a route that sets nothing. */
export const fullLength: readonly FaultRow[] = limits.map(({ name, mode, fault, tookMs }) => ({
  name: `${name}, then the next target answers, ${mode}`,
  group,
  mode,
  providers: {
    primary: { scenario: { answer, faults: [onChat(fault)] }, facts },
    second: { ...healthy, facts },
  },
  route: {},
  expect: { sees: [{ outcome: 'answer' }], calls: { primary: 1, second: 1 }, tookMs },
}));
