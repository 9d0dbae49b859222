import type { TokenUsage } from '../request-record.ts';
import type { Usage } from '../schema/chat-completion.ts';
import type { CanonicalEvent } from '../stream/canonical-events.ts';
import { type Asked, believedUsage } from './believed-usage.ts';
import { estimatedUsage, readUsage } from './token-usage.ts';

/** Counts what a stream says, so that one without usage, or one that broke, still has a bill. */
export interface UsageMeter {
  count(batch: readonly CanonicalEvent[]): void;
  /** What the provider reported as far as it can be believed, else an estimate from what came. */
  usage(): TokenUsage;
}

/** A meter for one upstream stream. `inputTokens` is the rough count of the prompt. */
export function createUsageMeter(inputTokens: number, asked: Asked): UsageMeter {
  let characters = 0;
  let reported: Usage | null = null;
  return {
    count(batch) {
      for (const { chunk } of batch) {
        const { usage } = chunk;
        // The last one that can be read counts: some repeat it with every chunk, and empty at the end.
        if (usage != null && (reported === null || readUsage(usage) !== null)) reported = usage;
        for (const { delta } of chunk.choices) {
          characters += (delta.content?.length ?? 0) + (delta.reasoning_content?.length ?? 0);
          for (const call of delta.tool_calls ?? []) characters += call.function?.arguments?.length ?? 0;
        }
      }
    },
    usage: () => believedUsage(reported, estimatedUsage(inputTokens, characters), asked),
  };
}
