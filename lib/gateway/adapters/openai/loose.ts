import { type FailureKind, UpstreamError } from '../../errors.ts';
import type { ChatCompletion, ChatCompletionChunk, FinishReason } from '../../schema/chat-completion.ts';
import type { DecodeContext } from '../adapter.ts';
import { isObject, type JsonObject, readString } from '../json.ts';

type Choice = ChatCompletion['choices'][number];
type ChunkChoice = ChatCompletionChunk['choices'][number];

/** Finish reasons that servers of this format have been seen to send, in OpenAI's words; an unknown one is a stop. */
const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  content_filter: 'content_filter',
  function_call: 'tool_calls',
  // Together
  eos: 'stop',
  // Mistral
  model_length: 'length',
  // Z.ai (unconfirmed)
  model_context_window_exceeded: 'length',
  sensitive: 'content_filter',
};

/** Finish reasons that say the answer was cut short. */
const failedReasons: Readonly<Record<string, FailureKind>> = {
  // Mistral, OpenRouter
  error: 'server_error',
  // Z.ai (unconfirmed)
  network_error: 'server_error',
  // DeepSeek
  insufficient_system_resource: 'overloaded',
};

/**
 * A finish reason in OpenAI's words.
 * @throws UpstreamError when the provider says by it that the answer failed.
 */
export function readFinishReason(label: string, value: unknown): FinishReason | null {
  const reason = readString(value);
  if (reason === null) return null;
  const failure = failedReasons[reason];
  if (failure !== undefined) throw new UpstreamError(failure, `${label} ended its answer with "${reason}".`);
  return finishReasons[reason] ?? 'stop';
}

/** The fields around the choices, with what a server left out. */
export function repairEnvelope(json: JsonObject, context: DecodeContext) {
  return {
    ...json,
    id: readString(json.id) ?? `chatcmpl-${context.nowMs}`,
    created: typeof json.created === 'number' ? json.created : Math.floor(context.nowMs / 1_000),
    model: readString(json.model) ?? context.model,
  };
}

/** A choice of a whole answer as OpenAI would write it. */
export function repairChoice(label: string, choice: JsonObject, position: number): Choice {
  const message = repairReasoning(isObject(choice.message) ? choice.message : {});
  return {
    ...choice,
    index: typeof choice.index === 'number' ? choice.index : position,
    message: { ...message, role: 'assistant', content: readString(message.content) },
    finish_reason: readFinishReason(label, choice.finish_reason),
  };
}

/** A choice of a chunk as OpenAI would write it. */
export function repairChunkChoice(label: string, choice: JsonObject, position: number): ChunkChoice {
  const delta = repairReasoning(isObject(choice.delta) ? choice.delta : {});
  return {
    ...choice,
    index: typeof choice.index === 'number' ? choice.index : position,
    delta,
    finish_reason: readFinishReason(label, choice.finish_reason),
  };
}

/** Reasoning text is `reasoning_content` (DeepSeek's word) here, also where a server calls it `reasoning` (OpenRouter, Groq). */
function repairReasoning({ reasoning, ...message }: JsonObject): JsonObject {
  if (typeof reasoning !== 'string' || 'reasoning_content' in message) return message;
  return { reasoning_content: reasoning, ...message };
}
