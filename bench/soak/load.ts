import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import { seededRandom } from '#lib/simulator/answer/seeded-random.ts';
import { askGateway } from '../faults/real/ask.ts';
import type { Seen } from '../faults/seen.ts';
import { soakAnswer, soakRoutes } from './providers.ts';

/** How each call ended, by its number. */
export type Fate = Seen['outcome'] | 'stuck' | 'wrong words';

/** What the callers of a soak are doing. */
export interface Load {
  /** By number of the call; undefined while it is under way. */
  readonly fates: readonly (Fate | undefined)[];
  done(): number;
  /** What was wrong with the first few calls that went wrong. */
  readonly flaws: readonly string[];
  /** Longest time that a call took. Milliseconds. */
  longestMs(): number;
  readonly finished: Promise<void>;
}

/** How it is made. */
export interface LoadOptions {
  readonly url: string;
  readonly key: string;
  readonly requests: number;
  readonly concurrency: number;
  readonly seed: number;
  /** Calls begun in a second, at most; 0 = as many as the callers manage. */
  readonly rate: number;
  /** Beyond this a call is stuck. Milliseconds. */
  readonly boundMs: number;
}

/** Share of callers who leave before their answer is there. */
const leavingShare = 0.03;
const mostPatienceMs = 40;
const maxFlaws = 20;
const routes = Object.keys(soakRoutes);

/** So many callers, each with the next call as soon as the last has ended; chance decides what they ask for. */
export function startLoad(options: LoadOptions): Load {
  const { requests, concurrency, seed, rate } = options;
  const startedMs = performance.now();
  const fates = new Array<Fate | undefined>(requests).fill(undefined);
  const flaws: string[] = [];
  const dispatcher = new Agent({ connections: concurrency });
  let next = 0;
  let done = 0;
  let longestMs = 0;

  const call = async (number: number) => {
    const seen = await within(options.boundMs, ask(number, options, dispatcher, seededRandom(seed + number)));
    const fate = fateOf(seen);
    fates[number] = fate;
    done += 1;
    if (seen !== null) longestMs = Math.max(longestMs, seen.endedMs - seen.startedMs);
    const isWrong = fate === 'unclean' || fate === 'stuck' || fate === 'wrong words';
    if (isWrong && flaws.length < maxFlaws)
      flaws.push(`call ${number}: ${fate} ${seen?.flaw ?? ''} ${seen?.text.slice(0, 100) ?? ''}`);
  };
  const caller = async () => {
    while (next < requests) {
      const number = next;
      next += 1;
      const earlyMs = rate === 0 ? 0 : startedMs + (number * 1_000) / rate - performance.now();
      if (earlyMs > 0) await sleep(earlyMs);
      await call(number);
    }
  };
  const finished = Promise.all(Array.from({ length: concurrency }, caller)).then(() => dispatcher.destroy());
  return { fates, flaws, done: () => done, longestMs: () => longestMs, finished };
}

function ask(
  number: number,
  { url, key }: LoadOptions,
  dispatcher: Agent,
  chance: () => number,
): Promise<Seen> {
  const stream = chance() < 0.5;
  const leaves = chance() < leavingShare ? { leaves: { afterMs: chance() * mostPatienceMs } } : {};
  const body = {
    model: routes[Math.floor(chance() * routes.length)],
    messages: [{ role: 'user', content: 'Tell me about the fox.' }],
    ...(stream ? { stream } : {}),
  };
  const options = { ...leaves, headers: { 'x-understudy-tags': `call=${number}` } };
  return askGateway({ url, key, body, options, dispatcher });
}

function fateOf(seen: Seen | null): Fate {
  if (seen === null) return 'stuck';
  const { outcome, text } = seen;
  if (outcome === 'answer' && text !== soakAnswer) return 'wrong words';
  if (outcome === 'broken' && !soakAnswer.startsWith(text)) return 'wrong words';
  return outcome;
}

function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, null);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
