import { type FailureKind, UpstreamError } from '../../errors.ts';
import type {
  ChatCompletion,
  ChatCompletionChunk,
  FinishReason,
  ToolCall,
  ToolCallDelta,
} from '../../schema/chat-completion.ts';
import type { DecodeContext } from '../adapter.ts';
import { type FailureDialect, failureInside } from '../failure/create-failure.ts';
import { type JsonObject, readObject, readObjects, readString } from '../json.ts';
import { type CallOrder, repairCall } from './call-order.ts';
import type { OpenAiDialect } from './dialect.ts';
import { findUsage, repairUsage } from './loose-usage.ts';

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

/** What a provider's answer is put right with. */
export interface LooseReading {
  readonly dialect: OpenAiDialect;
  readonly failures: FailureDialect;
  readonly context: DecodeContext;
}

/** The fields around the choices, with what a server left out. */
export function repairEnvelope(json: JsonObject, { context, dialect }: LooseReading) {
  const usage = findUsage(json);
  return {
    ...json,
    id: readString(json.id) ?? `chatcmpl-${context.nowMs}`,
    created: typeof json.created === 'number' ? json.created : Math.floor(context.nowMs / 1_000),
    model: readString(json.model) ?? context.model,
    ...(usage === null ? {} : { usage: repairUsage(usage, dialect.reasoningTokens) }),
  };
}

/** A choice of a whole answer as OpenAI would write it. @throws UpstreamError the error that the choice reports. */
export function repairChoice(reading: LooseReading, choice: JsonObject, position: number): Choice {
  assertNoError(reading, choice);
  const { content, ...message } = repairText(readObject(choice.message));
  const calls = readObjects(message.tool_calls).map(repairCall);
  const reason = readFinishReason(reading.dialect.label, choice.finish_reason);
  return {
    ...choice,
    index: typeof choice.index === 'number' ? choice.index : position,
    message: {
      ...message,
      ...(calls.length === 0 ? {} : { tool_calls: calls as unknown as ToolCall[] }),
      role: 'assistant',
      content: readString(content),
    },
    // The body came whole: an answer without a reason has ended all the same.
    finish_reason: reason ?? (calls.length > 0 ? 'tool_calls' : 'stop'),
  };
}

/** A choice of a chunk as OpenAI would write it. @throws UpstreamError the error that the choice reports. */
export function repairChunkChoice(
  reading: LooseReading,
  choice: JsonObject,
  { position, order }: { position: number; order: (index: number) => CallOrder },
): ChunkChoice {
  assertNoError(reading, choice);
  const delta = repairText(readObject(choice.delta));
  const index = typeof choice.index === 'number' ? choice.index : position;
  const calls = Array.isArray(delta.tool_calls)
    ? { tool_calls: order(index).arrange(readObjects(delta.tool_calls)) as unknown as ToolCallDelta[] }
    : {};
  return {
    ...choice,
    index,
    delta: { ...delta, ...calls },
    finish_reason: readFinishReason(reading.dialect.label, choice.finish_reason),
  };
}

/** OpenRouter puts the error of one choice into the choice, in an answer that is otherwise a 200. */
function assertNoError({ failures }: LooseReading, { error }: JsonObject): void {
  const reported = error == null ? null : failures.read({ error });
  if (reported !== null) throw failureInside(failures, reported, 'server_error');
}

/**
 * Text in one piece, and reasoning as `reasoning_content` (DeepSeek's word), also where a server calls it `reasoning` (OpenRouter,
 * Groq) or writes a list of text and thinking (Mistral).
 */
function repairText({ reasoning, ...message }: JsonObject): JsonObject {
  const named =
    typeof reasoning !== 'string' || 'reasoning_content' in message
      ? message
      : { reasoning_content: reasoning, ...message };
  return Array.isArray(named.content) ? flatten(named, readObjects(named.content)) : named;
}

function flatten(message: JsonObject, parts: readonly JsonObject[]): JsonObject {
  const thinking = parts.flatMap(({ thinking: thoughts }) => readObjects(thoughts));
  const reasoning = textOf(thinking);
  return {
    ...message,
    content: textOf(parts),
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
  };
}

function textOf(parts: readonly JsonObject[]): string {
  return parts.map(({ text }) => readString(text) ?? '').join('');
}
