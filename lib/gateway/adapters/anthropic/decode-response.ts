import type { AssistantMessage, ChatCompletion, ToolCall } from '../../schema/chat-completion.ts';
import type { DecodeContext, UpstreamReply } from '../adapter.ts';
import { readReply, unusable } from '../failure/read-reply.ts';
import { type JsonObject, readObject, readObjects, readString } from '../json.ts';
import { readUsage, refusalOf, toFinishReason } from './answer-words.ts';
import { anthropicFailures } from './errors.ts';
import { traitsOf } from './model-traits.ts';
import { jsonToolName, usesJsonTool } from './output-format.ts';

/** @throws UpstreamError `server_error` for a body that is not a message, or the error that it reports. */
export function decodeResponse(reply: UpstreamReply, context: DecodeContext): ChatCompletion {
  const json = readReply(anthropicFailures, reply);
  if (json.type !== 'message' || !Array.isArray(json.content)) {
    throw unusable(anthropicFailures.label, reply, 'without a message');
  }
  const { message, onlyJsonTool } = decodeMessage(json, context);
  const usage = readUsage(readObject(json.usage));
  return {
    id: readString(json.id) ?? `msg_${context.nowMs}`,
    object: 'chat.completion',
    created: Math.floor(context.nowMs / 1_000),
    model: readString(json.model) ?? context.model,
    choices: [
      { index: 0, message, logprobs: null, finish_reason: toFinishReason(json.stop_reason, onlyJsonTool) },
    ],
    ...(usage === null ? {} : { usage }),
  };
}

interface DecodedMessage {
  readonly message: AssistantMessage;
  readonly onlyJsonTool: boolean;
}

function decodeMessage(json: JsonObject, context: DecodeContext): DecodedMessage {
  const jsonAnswer = usesJsonTool(context.request, traitsOf(context.model));
  const toolCalls: ToolCall[] = [];
  const thinking: JsonObject[] = [];
  let text = '';
  let reasoning = '';
  for (const block of readObjects(json.content)) {
    if (block.type === 'text') text += readString(block.text) ?? '';
    else if (block.type === 'thinking' || block.type === 'redacted_thinking') {
      reasoning += readString(block.thinking) ?? '';
      thinking.push(block);
    } else if (block.type === 'tool_use' && jsonAnswer && block.name === jsonToolName) {
      text += JSON.stringify(readObject(block.input));
    } else if (block.type === 'tool_use') toolCalls.push(decodeToolCall(block));
  }
  const message: AssistantMessage = {
    role: 'assistant',
    content: text === '' && toolCalls.length > 0 ? null : text,
    refusal: refusalOf(json),
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(thinking.length === 0 ? {} : { thinking_blocks: thinking }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
  };
  return { message, onlyJsonTool: toolCalls.length === 0 };
}

function decodeToolCall({ id, name, input }: JsonObject): ToolCall {
  return {
    id: readString(id) ?? '',
    type: 'function',
    function: { name: readString(name) ?? '', arguments: JSON.stringify(readObject(input)) },
  };
}
