import type { TokenUsage } from '../request-record.ts';
import type { CanonicalEvent } from '../stream/canonical-events.ts';
import { estimatedUsage, readUsage } from './token-usage.ts';

/** Counts what a stream says, so that one without usage, or one that broke, still has a bill. */
export interface UsageMeter {
  count(batch: readonly CanonicalEvent[]): void;
  /** What the provider reported, else an estimate from what came. */
  usage(): TokenUsage;
}

/** A meter for one upstream stream. `inputTokens` is the rough count of the prompt. */
export function createUsageMeter(inputTokens: number): UsageMeter {
  let characters = 0;
  let reported: TokenUsage | null = null;
  return {
    count(batch) {
      for (const { chunk } of batch) {
        reported = readUsage(chunk.usage) ?? reported;
        for (const { delta } of chunk.choices) {
          characters += (delta.content?.length ?? 0) + (delta.reasoning_content?.length ?? 0);
          for (const call of delta.tool_calls ?? []) characters += call.function?.arguments?.length ?? 0;
        }
      }
    },
    usage: () => reported ?? estimatedUsage(inputTokens, characters),
  };
}
