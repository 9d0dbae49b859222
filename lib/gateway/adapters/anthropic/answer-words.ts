import type { FinishReason, Usage } from '../../schema/chat-completion.ts';
import { type JsonObject, readCount, readObject, readString } from '../json.ts';
import { toUsage } from '../translation/usage.ts';

/** Anthropic's stop reasons in OpenAI's words. `pause_turn` comes with server tools only, `compaction` with a beta. */
const finishReasons: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  compaction: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

/** A stop reason in OpenAI's words; `onlyJsonTool`: the only tool called was the adapter's own, which is the answer. */
export function toFinishReason(stopReason: unknown, onlyJsonTool: boolean): FinishReason {
  const reason = finishReasons[readString(stopReason) ?? ''] ?? 'stop';
  return reason === 'tool_calls' && onlyJsonTool ? 'stop' : reason;
}

/** Why the model refused, when it did and says so. */
export function refusalOf(message: JsonObject): string | null {
  return message.stop_reason === 'refusal' ? readString(readObject(message.stop_details).explanation) : null;
}

/** Usage in OpenAI's form, null when none was sent: Anthropic's `input_tokens` leaves the cached ones out. */
export function readUsage(usage: JsonObject): Usage | null {
  if (usage.input_tokens === undefined && usage.output_tokens === undefined) return null;
  const cacheRead = readCount(usage.cache_read_input_tokens);
  const cacheWrite = readCount(usage.cache_creation_input_tokens);
  return toUsage({
    prompt: readCount(usage.input_tokens) + cacheRead + cacheWrite,
    cacheRead,
    cacheWrite,
    completion: readCount(usage.output_tokens),
    reasoning: readCount(readObject(usage.output_tokens_details).thinking_tokens),
  });
}
