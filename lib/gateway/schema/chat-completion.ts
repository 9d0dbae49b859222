import { z } from 'zod';

/*
 * The canonical schema is OpenAI's wire format, loose about what the gateway does not use: an unknown field is
 * kept and passed on, a known field of the wrong type is the caller's error and names its path.
 */

const textPart = z.looseObject({ type: z.literal('text'), text: z.string() });
const imagePart = z.looseObject({
  type: z.literal('image_url'),
  image_url: z.looseObject({ url: z.string().min(1), detail: z.string().optional() }),
});
const audioPart = z.looseObject({
  type: z.literal('input_audio'),
  input_audio: z.looseObject({ data: z.string(), format: z.string() }),
});
const filePart = z.looseObject({
  type: z.literal('file'),
  file: z.looseObject({
    file_data: z.string().optional(),
    file_id: z.string().optional(),
    filename: z.string().optional(),
  }),
});
const refusalPart = z.looseObject({ type: z.literal('refusal'), refusal: z.string() });

/** One part of a message's content. */
export const contentPartSchema = z.discriminatedUnion('type', [
  textPart,
  imagePart,
  audioPart,
  filePart,
  refusalPart,
]);

const textContent = z.union([z.string(), z.array(z.union([textPart, refusalPart]))]);
const userContent = z.union([z.string(), z.array(contentPartSchema).min(1)]);

/** A finished tool call inside an assistant message. */
export const toolCallSchema = z.looseObject({
  id: z.string(),
  type: z.literal('function'),
  function: z.looseObject({ name: z.string(), arguments: z.string() }),
});

/** One message of the conversation. */
export const messageSchema = z.discriminatedUnion('role', [
  z.looseObject({ role: z.literal('system'), content: textContent }),
  z.looseObject({ role: z.literal('developer'), content: textContent }),
  z.looseObject({ role: z.literal('user'), content: userContent }),
  z.looseObject({
    role: z.literal('assistant'),
    content: textContent.nullish(),
    refusal: z.string().nullish(),
    tool_calls: z.array(toolCallSchema).nullish(),
    reasoning_content: z.string().nullish(),
  }),
  z.looseObject({ role: z.literal('tool'), content: textContent, tool_call_id: z.string() }),
]);

/** A function the model may call. */
export const toolSchema = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({
    name: z.string().min(1),
    description: z.string().nullish(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
    strict: z.boolean().nullish(),
  }),
});

const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  z.looseObject({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }),
  z.looseObject({
    type: z.literal('allowed_tools'),
    allowed_tools: z.looseObject({
      mode: z.enum(['auto', 'required']),
      tools: z.array(
        z.looseObject({ type: z.string(), function: z.looseObject({ name: z.string() }).optional() }),
      ),
    }),
  }),
]);

const responseFormat = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text') }),
  z.looseObject({ type: z.literal('json_object') }),
  z.looseObject({
    type: z.literal('json_schema'),
    json_schema: z.looseObject({
      name: z.string(),
      description: z.string().nullish(),
      schema: z.record(z.string(), z.unknown()).nullish(),
      strict: z.boolean().nullish(),
    }),
  }),
]);

/** Longest list of names that `models` or a member of `provider` may hold. */
const maxNames = 20;
const names = z.array(z.string().min(1).max(512)).max(maxNames);
/** USD per million tokens; beyond a million USD the nano-USD would no longer be exact. */
const usdPerMillion = z.number().min(0).max(1_000_000);

/** How this request chooses among its targets, in OpenRouter's words. Strict: a wish that is not understood is refused. */
export const providerChoiceSchema = z.strictObject({
  order: names.nullish(),
  only: names.min(1).nullish(),
  ignore: names.nullish(),
  allow_fallbacks: z.boolean().nullish(),
  require_parameters: z.boolean().nullish(),
  max_price: z
    .strictObject({ prompt: usdPerMillion.nullish(), completion: usdPerMillion.nullish() })
    .nullish(),
  sort: z.string().nullish(),
});

/** The body of `POST /v1/chat/completions`. Counts are tokens. `models` and `provider` speak to this gateway and never leave it. */
export const chatCompletionRequestSchema = z.looseObject({
  model: z.string().min(1).max(512),
  messages: z.array(messageSchema).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  tools: z.array(toolSchema).nullish(),
  tool_choice: toolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: responseFormat.nullish(),
  max_tokens: z.number().int().min(0).nullish(),
  max_completion_tokens: z.number().int().min(0).nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  n: z.number().int().min(1).max(128).nullish(),
  seed: z.number().int().nullish(),
  presence_penalty: z.number().nullish(),
  frequency_penalty: z.number().nullish(),
  reasoning_effort: z.string().nullish(),
  user: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  models: names.nullish(),
  provider: providerChoiceSchema.nullish(),
});

/** A parsed request: everything the caller sent, with the known fields typed. */
export type ChatCompletionRequest = z.infer<typeof chatCompletionRequestSchema>;
/** What `provider` in a body asks for. */
export type ProviderChoice = z.infer<typeof providerChoiceSchema>;
/** One message of the conversation. */
export type ChatMessage = z.infer<typeof messageSchema>;
/** One part of a user message. */
export type ContentPart = z.infer<typeof contentPartSchema>;
/** A function the model may call. */
export type ChatTool = z.infer<typeof toolSchema>;
/** A finished tool call. */
export type ToolCall = z.infer<typeof toolCallSchema>;

/** The finish reasons OpenAI's clients know. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

/** Token usage in OpenAI's form: totals are inclusive, details are parts of them. */
export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details?: { cached_tokens?: number; cache_write_tokens?: number };
  completion_tokens_details?: { reasoning_tokens?: number };
}

/** The assistant's message of a whole answer. */
export interface AssistantMessage {
  role: 'assistant';
  content: string | null;
  refusal?: string | null;
  reasoning_content?: string;
  tool_calls?: ToolCall[];
  [extension: string]: unknown;
}

/** A whole answer (`object: chat.completion`). `created` is Unix seconds. */
export interface ChatCompletion {
  id: string;
  object: 'chat.completion';
  created: number;
  model: string;
  choices: {
    index: number;
    message: AssistantMessage;
    finish_reason: FinishReason | null;
    logprobs?: unknown;
    [extension: string]: unknown;
  }[];
  usage?: Usage;
  [extension: string]: unknown;
}

/** A piece of a tool call in a stream; `index` counts tool calls, not content blocks. */
export interface ToolCallDelta {
  index: number;
  id?: string;
  type?: 'function';
  function?: { name?: string; arguments?: string };
  [extension: string]: unknown;
}

/** What one chunk adds to the message. */
export interface ChunkDelta {
  role?: 'assistant';
  content?: string | null;
  refusal?: string | null;
  reasoning_content?: string;
  tool_calls?: ToolCallDelta[];
  [extension: string]: unknown;
}

/** One event of a streamed answer (`object: chat.completion.chunk`). */
export interface ChatCompletionChunk {
  id: string;
  object: 'chat.completion.chunk';
  created: number;
  model: string;
  choices: {
    index: number;
    delta: ChunkDelta;
    finish_reason: FinishReason | null;
    logprobs?: unknown;
    [extension: string]: unknown;
  }[];
  usage?: Usage | null;
  [extension: string]: unknown;
}
