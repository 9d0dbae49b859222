import { z } from 'zod';
import type { OutputFormat, Prompt, PromptImage, ToolChoice } from '../answer/prompt.ts';
import { type DialectCall, NativeRefusal } from './dialect.ts';
import { parseBody } from './parse-body.ts';
import { base64Image, imageAt } from './read-image.ts';

const imageSource = z.object({
  type: z.string(),
  media_type: z.string().optional(),
  data: z.string().optional(),
  url: z.string().optional(),
});
/** Results of tools hold blocks themselves, one level deep. */
const innerBlock = z.object({
  type: z.string(),
  text: z.string().optional(),
  source: imageSource.optional(),
  cache_control: z.unknown().optional(),
});
const block = innerBlock.extend({
  id: z.string().optional(),
  input: z.unknown().optional(),
  tool_use_id: z.string().optional(),
  content: z.union([z.string(), z.array(innerBlock)]).optional(),
});
const message = z.object({
  role: z.enum(['user', 'assistant', 'system']),
  content: z.union([z.string(), z.array(block)]),
});
const toolChoice = z.object({
  type: z.enum(['auto', 'any', 'tool', 'none']),
  name: z.string().optional(),
  disable_parallel_tool_use: z.boolean().optional(),
});
const countRequest = z.object({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  system: z.union([z.string(), z.array(innerBlock)]).optional(),
  stream: z.boolean().optional(),
  stop_sequences: z.array(z.string()).optional(),
  tools: z
    .array(z.object({ name: z.string().min(1).max(128), input_schema: z.unknown().optional() }))
    .optional(),
  tool_choice: toolChoice.optional(),
  output_config: z
    .object({ format: z.object({ type: z.literal('json_schema'), schema: z.unknown() }).nullish() })
    .optional(),
  cache_control: z.unknown().optional(),
});
const messageRequest = countRequest.extend({ max_tokens: z.number().int().min(0) });
type MessageRequest = z.output<typeof countRequest> & { max_tokens?: number };
type Block = z.output<typeof block>;

interface Turn {
  readonly role: string;
  readonly blocks: readonly Block[];
}

function sentence(param: string, problem: string): string {
  return `${param.replaceAll('[', '.').replaceAll(']', '')}: ${problem.includes('received undefined') ? 'Field required' : problem}`;
}

/** @throws NativeRefusal */
export function readMessageRequest(call: DialectCall): Prompt {
  if (call.headers['anthropic-version'] === undefined) {
    throw new NativeRefusal('invalid_request', 'anthropic-version: header is required');
  }
  const counting = call.operation.name === 'count_tokens';
  const request: MessageRequest = parseBody(counting ? countRequest : messageRequest, call.body, sentence);
  const turns = request.messages.map((one) => ({ role: one.role, blocks: blocksOf(one.content) }));
  requireToolPairs(turns);
  requireText(turns);
  const last = turns.at(-1)?.blocks ?? [];
  const question = turns.findLast(
    (turn) => turn.role === 'user' && turn.blocks.some((one) => one.type === 'text'),
  );
  const system = blocksOf(request.system ?? []);
  const everything = [...system, ...turns.flatMap((turn) => turn.blocks)];
  const results = last.filter((one) => one.type === 'tool_result');
  return {
    model: request.model,
    stream: request.stream ?? false,
    text: everything.map(textOf).join('\n'),
    question: (question?.blocks ?? [])
      .map((one) => one.text ?? '')
      .join(' ')
      .trim(),
    prefill: turns.at(-1)?.role === 'assistant' ? last.map((one) => one.text ?? '').join('') : '',
    images: everything.flatMap(imagesOf),
    toolResults: results.map(textOf),
    tools: (request.tools ?? []).map((tool) => ({ name: tool.name, schema: tool.input_schema })),
    toolChoice: readToolChoice(request),
    parallelToolCalls: !request.tool_choice?.disable_parallel_tool_use,
    output: readFormat(request),
    maxOutputTokens: request.max_tokens ?? null,
    stopSequences: request.stop_sequences ?? [],
    choices: 1,
    streamUsage: true,
    cacheable:
      request.cache_control !== undefined || everything.some((one) => one.cache_control !== undefined),
  };
}

function blocksOf(content: string | readonly Block[]): readonly Block[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

/** Anthropic wants every `tool_use` answered in the very next message, and no result without its call. */
function requireToolPairs(turns: readonly Turn[]): void {
  let open: readonly string[] = [];
  for (const [index, turn] of turns.entries()) {
    const results = turn.blocks.flatMap((one) => (one.type === 'tool_result' ? [one.tool_use_id ?? ''] : []));
    const unknown = results.find((id) => !open.includes(id));
    if (unknown !== undefined) {
      refuse(
        `messages.${index}.content: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${unknown}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
      );
    }
    const missing = open.filter((id) => !results.includes(id));
    if (missing.length > 0) refuseMissing(index - 1, missing);
    open = turn.blocks.flatMap((one) => (one.type === 'tool_use' ? [one.id ?? ''] : []));
  }
  if (open.length > 0) refuseMissing(turns.length - 1, open);
}

/** Anthropic takes no empty text, but for the beginning of an answer that it shall go on with. */
function requireText(turns: readonly Turn[]): void {
  for (const [index, turn] of turns.entries()) {
    if (turn.role === 'assistant' && index === turns.length - 1) continue;
    if (turn.blocks.some((one) => one.type === 'text' && (one.text ?? '') === '')) {
      refuse(`messages.${index}: text content blocks must be non-empty`);
    }
  }
}

function refuseMissing(index: number, ids: readonly string[]): never {
  return refuse(
    `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${ids.join(', ')}.`,
  );
}

function refuse(message: string): never {
  throw new NativeRefusal('invalid_request', message);
}

function textOf(one: Block): string {
  const inner =
    typeof one.content === 'string'
      ? one.content
      : (one.content ?? []).map((each) => each.text ?? '').join(' ');
  const input = one.input === undefined ? '' : JSON.stringify(one.input);
  return `${one.text ?? ''}${inner}${input}`;
}

function imagesOf(one: Block): PromptImage[] {
  const inner = Array.isArray(one.content) ? one.content : [];
  return [one, ...inner].flatMap((each) => {
    if (each.type !== 'image' || each.source === undefined) return [];
    const { data, url, media_type: mediaType } = each.source;
    return [data === undefined ? imageAt(url ?? '') : base64Image(mediaType ?? null, data)];
  });
}

function readToolChoice(request: MessageRequest): ToolChoice {
  const choice = request.tool_choice ?? { type: 'auto' as const };
  switch (choice.type) {
    case 'tool':
      return { mode: 'required', names: [choice.name ?? ''] };
    case 'any':
      return { mode: 'required', names: null };
    case 'auto':
    case 'none':
      return { mode: choice.type };
    default:
      return choice.type satisfies never;
  }
}

function readFormat(request: MessageRequest): OutputFormat {
  const format = request.output_config?.format;
  return format === undefined || format === null
    ? { type: 'text' }
    : { type: 'json_schema', schema: format.schema };
}
