import type { ChatCompletion } from '../../schema/chat-completion.ts';
import type { UpstreamReply } from '../adapter.ts';
import { readReply, unusable } from '../failure/read-reply.ts';
import { isObject, type JsonObject, readObjects } from '../json.ts';
import { type LooseReading, repairChoice, repairEnvelope } from './loose.ts';

/** @throws UpstreamError `server_error` for a body that is not a completion, or the error that it reports. */
export function decodeResponse(reply: UpstreamReply, decoding: LooseReading): ChatCompletion {
  const { dialect, failures } = decoding;
  const json = readReply(failures, reply);
  if (!hasMessages(json)) throw unusable(dialect.label, reply, 'without a message');
  if (dialect.fidelity === 'exact' && isCompletion(json)) return json;
  decoding.context.onRepair?.();
  const choices = readObjects(json.choices).map((choice, index) => repairChoice(decoding, choice, index));
  return { ...repairEnvelope(json, decoding), object: 'chat.completion', choices };
}

function hasMessages(json: JsonObject): boolean {
  const choices = readObjects(json.choices);
  return choices.length > 0 && choices.every(({ message, error }) => isObject(message) || isObject(error));
}

/** Whether an answer has everything that OpenAI's own always have, so that it needs no repair. */
function isCompletion(json: JsonObject): json is ChatCompletion {
  return (
    json.object === 'chat.completion' &&
    typeof json.id === 'string' &&
    typeof json.model === 'string' &&
    typeof json.created === 'number'
  );
}
