import { z } from 'zod';
import type { OutputFormat, Prompt, PromptImage, ToolChoice } from '../answer/prompt.ts';
import { type DialectCall, type EmbeddingRequest, NativeRefusal } from './dialect.ts';
import { parseBody } from './parse-body.ts';
import { imageAt } from './read-image.ts';

const part = z.object({
  type: z.string(),
  text: z.string().optional(),
  image_url: z.object({ url: z.string() }).optional(),
});
const message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: z.union([z.string(), z.array(part)]).nullish(),
  tool_calls: z
    .array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }))
    .nullish(),
  tool_call_id: z.string().nullish(),
});
const tool = z.object({
  type: z.string(),
  function: z.object({ name: z.string().min(1).max(64), parameters: z.unknown().optional() }),
});
const toolChoice = z.union([
  z.enum(['none', 'auto', 'required']),
  z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
  z.object({
    type: z.literal('allowed_tools'),
    allowed_tools: z.object({
      mode: z.enum(['auto', 'required']),
      tools: z.array(z.object({ function: z.object({ name: z.string() }) })),
    }),
  }),
]);
const responseFormat = z.union([
  z.object({ type: z.enum(['text', 'json_object']) }),
  z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({ name: z.string(), schema: z.unknown() }),
  }),
]);
const chatRequest = z.object({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  tools: z.array(tool).min(1).nullish(),
  tool_choice: toolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: responseFormat.nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  n: z.number().int().min(1).max(128).nullish(),
});
type ChatRequest = z.output<typeof chatRequest>;
type Message = z.output<typeof message>;

const tokenIds = z.array(z.number().int());
const embeddingRequest = z.object({
  model: z.string().min(1),
  input: z.union([
    z.string(),
    z.array(z.string()).min(1).max(2048),
    tokenIds.min(1),
    z.array(tokenIds).min(1).max(2048),
  ]),
  dimensions: z.number().int().min(1).max(4096).nullish(),
  encoding_format: z.enum(['float', 'base64']).nullish(),
});

const defaultDimensions = 1536;

function sentence(param: string, problem: string): string {
  return problem.includes('received undefined')
    ? `Missing required parameter: '${param}'.`
    : `Invalid value for '${param}': ${problem}.`;
}

/** @throws NativeRefusal */
export function readChatRequest(call: DialectCall): Prompt {
  const request = parseBody(chatRequest, call.body, sentence);
  requireToolPairs(request.messages);
  const lastAssistant = request.messages.findLastIndex((one) => one.role === 'assistant');
  const turn = request.messages.slice(lastAssistant + 1);
  const texts = request.messages.map(textOf);
  const question = request.messages.findLast((one) => one.role === 'user');
  return {
    model: request.model,
    stream: request.stream ?? false,
    text: texts.join('\n'),
    question: question === undefined ? '' : textOf(question),
    prefill: turn.length === 0 ? (texts.at(-1) ?? '') : '',
    images: request.messages.flatMap(imagesOf),
    toolResults: turn.at(-1)?.role === 'tool' ? turn.filter((one) => one.role === 'tool').map(textOf) : [],
    tools: (request.tools ?? []).map((one) => ({ name: one.function.name, schema: one.function.parameters })),
    toolChoice: readToolChoice(request),
    parallelToolCalls: request.parallel_tool_calls ?? true,
    output: readFormat(request),
    maxOutputTokens: request.max_completion_tokens ?? request.max_tokens ?? null,
    stopSequences: typeof request.stop === 'string' ? [request.stop] : (request.stop ?? []),
    choices: request.n ?? 1,
    streamUsage: request.stream_options?.include_usage ?? false,
    cacheable: true,
  };
}

/** @throws NativeRefusal */
export function readEmbeddingRequest(call: DialectCall): EmbeddingRequest {
  const request = parseBody(embeddingRequest, call.body, sentence);
  return {
    model: request.model,
    inputs: listInputs(request.input),
    dimensions: request.dimensions ?? defaultDimensions,
    form: request.encoding_format === 'base64' ? 'base64' : 'list',
  };
}

function listInputs(input: z.output<typeof embeddingRequest>['input']): string[] {
  if (typeof input === 'string') return [input];
  const isOneText = typeof input[0] === 'number';
  return isOneText
    ? [input.join(' ')]
    : input.map((one) => (Array.isArray(one) ? one.join(' ') : String(one)));
}

/** OpenAI refuses a tool message that answers no call, and a call that is never answered. */
function requireToolPairs(messages: readonly Message[]): void {
  let open = new Set<string>();
  for (const [index, one] of messages.entries()) {
    if (one.role === 'tool') {
      if (!open.delete(one.tool_call_id ?? '')) {
        const problem =
          "messages with role 'tool' must be a response to a preceding message with 'tool_calls'.";
        throw new NativeRefusal('invalid_request', `Invalid parameter: ${problem}`, {
          param: `messages[${index}].role`,
        });
      }
      continue;
    }
    refuseUnanswered(open, index);
    open = new Set((one.tool_calls ?? []).map((toolCall) => toolCall.id));
  }
  refuseUnanswered(open, messages.length - 1);
}

function refuseUnanswered(open: ReadonlySet<string>, index: number): void {
  if (open.size === 0) return;
  const problem = `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].join(', ')}`;
  throw new NativeRefusal('invalid_request', problem, { param: `messages[${index}].role` });
}

function textOf(one: Message): string {
  if (typeof one.content === 'string') return one.content;
  const said = (one.content ?? []).map((piece) => piece.text ?? '');
  const called = (one.tool_calls ?? []).map((toolCall) => toolCall.function.arguments);
  return [...said, ...called].join(' ');
}

function imagesOf(one: Message): PromptImage[] {
  if (!Array.isArray(one.content)) return [];
  return one.content.flatMap((piece) =>
    piece.image_url === undefined ? [] : [imageAt(piece.image_url.url)],
  );
}

function readToolChoice(request: ChatRequest): ToolChoice {
  const choice = request.tool_choice ?? 'auto';
  if (choice === 'required') return { mode: 'required', names: null };
  if (typeof choice === 'string') return { mode: choice };
  if (choice.type === 'function') return { mode: 'required', names: [choice.function.name] };
  if (choice.allowed_tools.mode === 'auto') return { mode: 'auto' };
  return { mode: 'required', names: choice.allowed_tools.tools.map((one) => one.function.name) };
}

function readFormat(request: ChatRequest): OutputFormat {
  const format = request.response_format ?? { type: 'text' as const };
  return format.type === 'json_schema'
    ? { type: 'json_schema', schema: format.json_schema.schema }
    : { type: format.type };
}
