/** How often replays between two targets agreed, in this process. Targets are `provider/model`. */
export interface ReplayAgreement {
  /** False once replays of this pair have proven useless. */
  worthTrying(broken: string, replaying: string): boolean;
  note(broken: string, replaying: string, agreed: boolean): void;
  /** Forgets everything: each pair is tried again. */
  reset(): void;
}

/** A pair is judged by its last replays (GATEWAY.md). */
const judgedReplays = 10;
/** Fewer agreements than this share of them, and the pair is not tried again (GATEWAY.md). */
const leastShare = 1 / 5;

/** No history: every pair is worth a try. */
export function createReplayAgreement(): ReplayAgreement {
  const pairs = new Map<string, readonly boolean[]>();
  const pairOf = (broken: string, replaying: string) => JSON.stringify([broken, replaying]);
  return {
    worthTrying(broken, replaying) {
      const outcomes = pairs.get(pairOf(broken, replaying)) ?? [];
      return outcomes.length < judgedReplays || outcomes.filter(Boolean).length >= judgedReplays * leastShare;
    },
    note(broken, replaying, agreed) {
      const pair = pairOf(broken, replaying);
      pairs.set(pair, [...(pairs.get(pair) ?? []), agreed].slice(-judgedReplays));
    },
    reset: () => pairs.clear(),
  };
}
