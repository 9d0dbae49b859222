import type { ChatCompletionChunk, ToolCallDelta } from '../schema/chat-completion.ts';
import type { ChunkChoice } from '../stream/chunk-content.ts';
import type { Transcript } from './transcript.ts';

/**
 * The chunk as part of the caller's stream: under the identity of the first leg (`id`, `created`, `model` and whatever else its
 * chunks repeat), since a client must see one answer; without a second role; tool calls under the ids that the caller knows.
 */
export function carryOn(chunk: ChatCompletionChunk, transcript: Transcript): ChatCompletionChunk | null {
  const choices = chunk.choices.flatMap((choice): ChunkChoice[] => {
    const { role: _, tool_calls: calls, ...delta } = choice.delta;
    const known =
      calls === undefined ? {} : { tool_calls: calls.map((call) => withKnownId(call, transcript)) };
    const says = Object.keys(delta).length > 0 || calls !== undefined || choice.finish_reason != null;
    return says ? [{ ...choice, delta: { ...delta, ...known } }] : [];
  });
  const { usage } = chunk;
  if (choices.length === 0 && usage == null) return null;
  const { id, object, created, model } = chunk;
  const envelope = transcript.envelope ?? { id, object, created, model };
  return { ...envelope, choices, ...(usage == null ? {} : { usage }) };
}

function withKnownId(call: ToolCallDelta, { callIds }: Transcript): ToolCallDelta {
  if (callIds.has(call.index)) {
    const { id: _, type: __, ...rest } = call;
    return rest;
  }
  if (call.id === undefined) return call;
  // Providers that number their calls may reuse an id that the first leg gave to another call.
  const taken = new Set(callIds.values());
  let id = call.id;
  while (taken.has(id)) id = `${id}_${call.index}`;
  return { ...call, id };
}
