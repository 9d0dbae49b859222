import type { Capability } from '../configuration.ts';
import type { ChatCompletionRequest, ContentPart } from '../schema/chat-completion.ts';

const capabilityOfPart = {
  text: null,
  refusal: null,
  image_url: 'vision',
  input_audio: 'audio',
  file: 'files',
} as const satisfies Record<ContentPart['type'], Capability | null>;

/**
 * What a target must be able to do to answer this request, read from the request itself. A conversation that ends with the assistant's
 * own words needs nothing: most models take them as history, and no catalogue lists which do.
 */
export function neededCapabilities(request: ChatCompletionRequest): ReadonlySet<Capability> {
  const needed = new Set<Capability>();
  if (request.stream === true) needed.add('streaming');
  readTools(request, needed);
  if (request.response_format?.type === 'json_schema') needed.add('json_schema');
  if (request.response_format?.type === 'json_object') needed.add('json_object');
  if (request.reasoning_effort != null && request.reasoning_effort !== 'none') needed.add('reasoning');
  // An answer that is spoken: no model speaks that does not hear.
  if (Array.isArray(request.modalities) && request.modalities.includes('audio')) needed.add('audio');
  for (const message of request.messages) {
    if (message.role !== 'user' || typeof message.content === 'string') continue;
    for (const part of message.content) {
      const capability = capabilityOfPart[part.type];
      if (capability !== null) needed.add(capability);
    }
  }
  return needed;
}

function readTools(request: ChatCompletionRequest, needed: Set<Capability>): void {
  const legacy = Array.isArray(request.functions) && request.functions.length > 0;
  if ((request.tools?.length ?? 0) === 0 && !legacy) return;
  needed.add('tools');
  // Left out it means "as the model can", so only the word itself is a need.
  if (request.parallel_tool_calls === true) needed.add('parallel_tools');
}
