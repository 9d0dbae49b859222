/** How often replays between two targets agreed, in this process. Targets are `provider/model`. */
export interface ReplayAgreement {
  /** False once replays of this pair have proven useless. */
  worthTrying(broken: string, replaying: string): boolean;
  note(broken: string, replaying: string, agreed: boolean): void;
  /** Forgets the pairs of a target, on either side, or all of them: they are tried again. */
  reset(target?: string): void;
}

/** A pair is judged by its last replays (GATEWAY.md). */
const judgedReplays = 10;
/** Fewer agreements than this share of them, and the pair is not tried again (GATEWAY.md). */
const leastShare = 1 / 5;

/** No history: every pair is worth a try. */
export function createReplayAgreement(): ReplayAgreement {
  /** By the broken target, then by the replaying one. */
  const pairs = new Map<string, Map<string, readonly boolean[]>>();
  return {
    worthTrying(broken, replaying) {
      const outcomes = pairs.get(broken)?.get(replaying) ?? [];
      return outcomes.length < judgedReplays || outcomes.filter(Boolean).length >= judgedReplays * leastShare;
    },
    note(broken, replaying, agreed) {
      const ofBroken = pairs.get(broken) ?? new Map<string, readonly boolean[]>();
      pairs.set(broken, ofBroken);
      ofBroken.set(replaying, [...(ofBroken.get(replaying) ?? []), agreed].slice(-judgedReplays));
    },
    reset(target) {
      if (target === undefined) return pairs.clear();
      pairs.delete(target);
      for (const ofBroken of pairs.values()) ofBroken.delete(target);
    },
  };
}
