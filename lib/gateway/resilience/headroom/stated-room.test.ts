import { describe, expect, it } from 'vitest';
import type { Demand, Turn } from './demand.ts';
import { createStatedRoom } from './stated-room.ts';

const unixMs = Date.UTC(2026, 0, 1);
const demand = (turn: Turn = 'prompt', tokens = 1): Demand => ({
  inputTokens: tokens,
  outputTokens: 0,
  turn,
});
const at = (ms: number) => ({ monotonic: () => ms, now: () => unixMs + ms });

function scene() {
  const room = createStatedRoom();
  return {
    room,
    /** Sends one call; gives what had been asked with it. */
    start(tokens = 1) {
      room.asked.calls += 1;
      room.asked.inputTokens += tokens;
      room.asked.tokens += tokens;
      return { ...room.asked };
    },
  };
}

const requests = (remaining: number, reset: string, limit?: number) => ({
  'x-ratelimit-remaining-requests': String(remaining),
  'x-ratelimit-reset-requests': reset,
  ...(limit === undefined ? {} : { 'x-ratelimit-limit-requests': String(limit) }),
});

describe('what a provider states of its limits', () => {
  it('leaves no room until the reset when nothing remains', () => {
    const { room, start } = scene();
    room.hear(requests(0, '30s'), start(), at(0));
    expect(room.lack(demand(), 10_000)).toEqual({ left: 0, unit: 'requests', waitMs: 20_000 });
    expect(room.lack(demand(), 30_000)).toBeNull();
  });

  it('gives room back evenly where the limit is stated, since the reset is when all of it is back', () => {
    const { room, start } = scene();
    room.hear(requests(0, '60s', 60), start(), at(0));
    expect(room.lack(demand(), 0)?.waitMs).toBe(1_000);
    expect(room.lack(demand(), 999)).not.toBeNull();
    expect(room.lack(demand(), 1_000)).toBeNull();
    start();
    expect(room.lack(demand(), 1_000)?.waitMs).toBe(1_000);
  });

  it('is counted down by every call that starts after the one it answers, heard or not', () => {
    const { room, start } = scene();
    const first = start();
    start();
    start();
    room.hear(requests(4, '30s'), first, at(0));
    expect(room.lack(demand(), 0)).toBeNull();
    start();
    start();
    expect(room.lack(demand(), 0)).toMatchObject({ left: 0 });
  });

  it('is not overruled by the late answer to an earlier call', () => {
    const { room, start } = scene();
    const [early, late] = [start(), start()];
    room.hear(requests(0, '30s'), late, at(0));
    room.hear(requests(9, '30s'), early, at(1));
    expect(room.lack(demand(), 1)).toMatchObject({ left: 0 });
    room.hear(requests(9, '30s'), start(), at(2));
    expect(room.lack(demand(), 2)).toBeNull();
  });

  it('gives way to a wait that the provider asks for in so many words', () => {
    const { room, start } = scene();
    const [first, second] = [start(), start()];
    room.hear(requests(0, '30s'), first, at(0));
    room.hear({ ...requests(0, '30s'), 'retry-after': '2' }, second, at(0));
    expect(room.lack(demand(), 0)).toBeNull();
    room.hear(requests(0, '30s'), start(), at(1));
    room.hear({ 'retry-after-ms': '2' }, second, at(2));
    expect(room.lack(demand(), 2)).not.toBeNull();
  });

  it('holds for a minute at most', () => {
    const { room, start } = scene();
    room.hear(requests(0, '6h0m0s'), start(), at(0));
    expect(room.lack(demand(), 59_999)).toMatchObject({ waitMs: 1 });
    expect(room.lack(demand(), 60_000)).toBeNull();
  });

  it.each([
    ['no reset', { 'x-ratelimit-remaining-requests': '0' }],
    ['an unreadable reset', requests(0, 'later')],
    ['a reset in the past', { ...requests(0, ''), 'x-ratelimit-reset-requests': '2020-01-01T00:00:00Z' }],
    ['more left than the limit', { ...requests(70, '30s', 60) }],
    ['a negative number', { ...requests(0, '30s'), 'x-ratelimit-remaining-requests': '-5' }],
  ])('means nothing with %s', (_, headers) => {
    const { room, start } = scene();
    room.hear(headers, start(), at(0));
    for (let call = 0; call < 80; call += 1) start();
    expect(room.lack(demand(), 0)).toBeNull();
  });

  it('is judged by the tokens that a call asks for, those of the prompt apart', () => {
    const { room, start } = scene();
    const headers = {
      'anthropic-ratelimit-input-tokens-remaining': '1000',
      'anthropic-ratelimit-input-tokens-limit': '4000',
      'anthropic-ratelimit-input-tokens-reset': '2026-01-01T00:00:30Z',
      'anthropic-ratelimit-output-tokens-remaining': '1',
      'anthropic-ratelimit-output-tokens-limit': '1000',
      'anthropic-ratelimit-output-tokens-reset': '2026-01-01T00:00:30Z',
    };
    room.hear(headers, start(100), at(0));
    expect(room.lack(demand('prompt', 1_000), 0)).toBeNull();
    expect(room.lack(demand('prompt', 1_100), 0)).toEqual({
      left: 1_000,
      unit: 'input tokens',
      waitMs: 1_000,
    });
  });

  it('lets a call that is larger than the whole limit go when all of it is there', () => {
    const { room, start } = scene();
    const headers = {
      'x-ratelimit-remaining-tokens': '50',
      'x-ratelimit-limit-tokens': '100',
      'x-ratelimit-reset-tokens': '10s',
    };
    room.hear(headers, start(), at(0));
    expect(room.lack(demand('prompt', 500), 0)?.waitMs).toBe(10_000);
    expect(room.lack(demand('prompt', 500), 10_000)).toBeNull();
  });

  it('leaves a fifth of a limit, or the last call of an unknown one, to those who do not wait', () => {
    const known = scene();
    known.room.hear(requests(12, '60s', 60), known.start(), at(0));
    expect(known.room.lack(demand(), 0)).toBeNull();
    expect(known.room.lack(demand('late'), 0)).not.toBeNull();
    const unknown = scene();
    unknown.room.hear(requests(1, '60s'), unknown.start(), at(0));
    expect(unknown.room.lack(demand(), 0)).toBeNull();
    expect(unknown.room.lack(demand('next'), 0)).not.toBeNull();
  });
});
