import type { AssistantMessage, ChatCompletion, ToolCall } from '../../schema/chat-completion.ts';
import type { DecodeContext, UpstreamReply } from '../adapter.ts';
import { readReply, unusable } from '../failure/read-reply.ts';
import { type JsonObject, readObject, readObjects, readString } from '../json.ts';
import { assertNotBlocked, readUsage, toFinishReason } from './answer-words.ts';
import { decodePart } from './decode-part.ts';
import { geminiFailures } from './errors.ts';

/**
 * @throws UpstreamError `server_error` for a body without a candidate or with a failed one, `content_filtered` for a blocked
 * prompt, or the error that the body reports.
 */
export function decodeResponse(reply: UpstreamReply, context: DecodeContext): ChatCompletion {
  const json = readReply(geminiFailures, reply);
  const candidates = readObjects(json.candidates);
  if (candidates.length === 0) {
    assertNotBlocked(json);
    throw unusable(geminiFailures.label, reply, 'without a candidate');
  }
  const usage = readUsage(readObject(json.usageMetadata));
  const responseId = readString(json.responseId) ?? String(context.nowMs);
  return {
    id: `chatcmpl-${responseId}`,
    object: 'chat.completion',
    created: Math.floor(context.nowMs / 1_000),
    model: readString(json.modelVersion) ?? context.model,
    choices: candidates.map((candidate, position) => {
      const index = typeof candidate.index === 'number' ? candidate.index : position;
      const message = decodeMessage(candidate, `${responseId}_${index}`);
      const finish_reason = toFinishReason(candidate, message.tool_calls !== undefined);
      return { index, message, logprobs: null, finish_reason };
    }),
    ...(usage === null ? {} : { usage }),
  };
}

function decodeMessage(candidate: JsonObject, idSeed: string): AssistantMessage {
  const toolCalls: ToolCall[] = [];
  const images: JsonObject[] = [];
  let content = '';
  let reasoning = '';
  for (const part of readObjects(readObject(candidate.content).parts)) {
    const decoded = decodePart(part, () => `call_${idSeed}_${toolCalls.length}`);
    if (decoded?.type === 'text') content += decoded.text;
    else if (decoded?.type === 'thought') reasoning += decoded.text;
    else if (decoded?.type === 'call') toolCalls.push(decoded.call);
    else if (decoded?.type === 'image') images.push({ type: 'image_url', image_url: { url: decoded.url } });
  }
  return {
    role: 'assistant',
    content: content === '' && toolCalls.length > 0 ? null : content,
    refusal: null,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(images.length === 0 ? {} : { images }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
  };
}
