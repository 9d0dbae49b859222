import type { Capability } from '../configuration.ts';
import type { ChatCompletionRequest, ContentPart } from '../schema/chat-completion.ts';

const capabilityOfPart = {
  text: null,
  refusal: null,
  image_url: 'vision',
  input_audio: 'audio',
  file: 'files',
} as const satisfies Record<ContentPart['type'], Capability | null>;

/** What a target must be able to do to answer this request, read from the request itself. */
export function neededCapabilities(request: ChatCompletionRequest): ReadonlySet<Capability> {
  const needed = new Set<Capability>();
  if (request.stream === true) needed.add('streaming');
  if ((request.tools?.length ?? 0) > 0) needed.add('tools');
  if (request.response_format?.type === 'json_schema') needed.add('json_schema');
  if (request.response_format?.type === 'json_object') needed.add('json_object');
  for (const message of request.messages) {
    if (message.role !== 'user' || typeof message.content === 'string') continue;
    for (const part of message.content) {
      const capability = capabilityOfPart[part.type];
      if (capability !== null) needed.add(capability);
    }
  }
  return needed;
}
