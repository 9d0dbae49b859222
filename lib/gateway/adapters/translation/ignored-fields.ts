import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';

/** Values with which a field asks for nothing that would not happen anyway. */
const askingNothing: Readonly<Record<string, readonly unknown[]>> = {
  n: [1],
  store: [false],
  logprobs: [false],
  top_logprobs: [0],
  presence_penalty: [0],
  frequency_penalty: [0],
  parallel_tool_calls: [true],
  service_tier: ['auto', 'default'],
};

/** What the gateway sets itself: no wish of the caller is lost with it. */
const ownFields: ReadonlySet<string> = new Set(['stream_options']);

/** Those of the fields that the request really asks something with, each once. */
export function namesOfIgnored(request: ChatCompletionRequest, fields: readonly string[]): string[] {
  const asked = fields.filter((field) => {
    const value = request[field];
    return value != null && !ownFields.has(field) && askingNothing[field]?.includes(value) !== true;
  });
  return [...new Set(asked)];
}
