import { z } from 'zod';
import type { OutputFormat, Prompt, PromptImage, ToolChoice } from '../answer/prompt.ts';
import { type DialectCall, type EmbeddingRequest, NativeRefusal } from './dialect.ts';
import { parseBody } from './parse-body.ts';
import { base64Image, imageAt } from './read-image.ts';

const part = z.object({
  text: z.string().optional(),
  inlineData: z.object({ mimeType: z.string(), data: z.string() }).optional(),
  fileData: z.object({ mimeType: z.string().optional(), fileUri: z.string() }).optional(),
  functionCall: z.object({ name: z.string(), args: z.record(z.string(), z.unknown()).optional() }).optional(),
  functionResponse: z.object({ name: z.string(), response: z.record(z.string(), z.unknown()) }).optional(),
});
const content = z.object({
  role: z.enum(['user', 'model', 'function']).optional(),
  parts: z.array(part).min(1),
});
const declaration = z.object({
  name: z.string().regex(/^[A-Za-z_][\w.:-]{0,127}$/),
  parameters: z.unknown().optional(),
  parametersJsonSchema: z.unknown().optional(),
});
const generationConfig = z.object({
  maxOutputTokens: z.number().int().min(1).optional(),
  stopSequences: z.array(z.string()).max(5).optional(),
  candidateCount: z.number().int().min(1).optional(),
  responseMimeType: z.string().optional(),
  responseSchema: z.unknown().optional(),
  responseJsonSchema: z.unknown().optional(),
});
const generateRequest = z.object({
  contents: z.array(content).min(1),
  systemInstruction: z.object({ parts: z.array(part) }).optional(),
  tools: z.array(z.object({ functionDeclarations: z.array(declaration).optional() })).optional(),
  toolConfig: z
    .object({
      functionCallingConfig: z
        .object({
          mode: z.enum(['AUTO', 'ANY', 'NONE', 'VALIDATED']).optional(),
          allowedFunctionNames: z.array(z.string()).optional(),
        })
        .optional(),
    })
    .optional(),
  generationConfig: generationConfig.optional(),
});
type GenerateRequest = z.output<typeof generateRequest>;
type Part = z.output<typeof part>;

const embedRequest = z.object({
  content: z.object({ parts: z.array(part).min(1) }),
  outputDimensionality: z.number().int().min(1).max(4096).optional(),
});
const batchRequest = z.object({ requests: z.array(embedRequest).min(1).max(100) });

const defaultDimensions = 768;

const sentence = (param: string, problem: string) => `* GenerateContentRequest.${param}: ${problem}`;

/** @throws NativeRefusal */
export function readGenerateRequest(call: DialectCall): Prompt {
  const request = parseBody(generateRequest, call.body, sentence);
  const config = request.generationConfig ?? {};
  if ((config.candidateCount ?? 1) > 1) {
    throw new NativeRefusal('invalid_request', 'Multiple candidates is not enabled for this model');
  }
  requireResponses(request.contents);
  const parts = [
    ...(request.systemInstruction?.parts ?? []),
    ...request.contents.flatMap((one) => one.parts),
  ];
  const last = request.contents.at(-1)?.parts ?? [];
  const question = request.contents.findLast(
    (one) => one.role !== 'model' && one.parts.some((each) => each.text !== undefined),
  );
  const declarations = (request.tools ?? []).flatMap((tool) => tool.functionDeclarations ?? []);
  return {
    model: call.operation.model ?? '',
    stream: call.operation.stream ?? false,
    text: parts.map(textOf).join('\n'),
    question: (question?.parts ?? [])
      .map((one) => one.text ?? '')
      .join(' ')
      .trim(),
    prefill: request.contents.at(-1)?.role === 'model' ? last.map((one) => one.text ?? '').join('') : '',
    images: parts.flatMap(imagesOf),
    toolResults: last.flatMap((one) => (one.functionResponse === undefined ? [] : [textOf(one)])),
    tools: declarations.map((one) => ({
      name: one.name,
      schema: one.parametersJsonSchema ?? one.parameters,
    })),
    toolChoice: readToolChoice(request),
    parallelToolCalls: true,
    output: readFormat(config),
    maxOutputTokens: config.maxOutputTokens ?? null,
    stopSequences: config.stopSequences ?? [],
    choices: 1,
    streamUsage: true,
    cacheable: true,
  };
}

/** Gemini wants a turn of function calls answered by as many responses in the very next turn. */
function requireResponses(contents: GenerateRequest['contents']): void {
  let open = 0;
  for (const [index, { parts }] of contents.entries()) {
    const responses = parts.filter((one) => one.functionResponse !== undefined).length;
    if (responses !== open) refuseResponses();
    open = parts.filter((one) => one.functionCall !== undefined).length;
    if (open > 0 && index === contents.length - 1) refuseResponses();
  }
}

function refuseResponses(): never {
  const rule =
    'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.';
  throw new NativeRefusal('invalid_request', rule);
}

/** `embedContent` has one text, `batchEmbedContents` many. @throws NativeRefusal */
export function readEmbedRequest(call: DialectCall): EmbeddingRequest {
  const isBatch = typeof call.body === 'object' && call.body !== null && 'requests' in call.body;
  const requests = isBatch
    ? parseBody(batchRequest, call.body, sentence).requests
    : [parseBody(embedRequest, call.body, sentence)];
  return {
    model: call.operation.model ?? '',
    inputs: requests.map((one) => one.content.parts.map((each) => each.text ?? '').join(' ')),
    dimensions: requests[0]?.outputDimensionality ?? defaultDimensions,
    form: isBatch ? 'list' : 'single',
  };
}

function textOf(one: Part): string {
  if (one.text !== undefined) return one.text;
  if (one.functionCall !== undefined) return JSON.stringify(one.functionCall.args ?? {});
  return one.functionResponse === undefined ? '' : JSON.stringify(one.functionResponse.response);
}

function imagesOf(one: Part): PromptImage[] {
  if (one.inlineData?.mimeType.startsWith('image/'))
    return [base64Image(one.inlineData.mimeType, one.inlineData.data)];
  return one.fileData === undefined ? [] : [imageAt(one.fileData.fileUri)];
}

function readToolChoice(request: GenerateRequest): ToolChoice {
  const { mode, allowedFunctionNames: names } = request.toolConfig?.functionCallingConfig ?? {};
  if (mode === 'ANY') return { mode: 'required', names: names ?? null };
  return { mode: mode === 'NONE' ? 'none' : 'auto' };
}

function readFormat(config: z.output<typeof generationConfig>): OutputFormat {
  if (config.responseMimeType !== 'application/json') return { type: 'text' };
  const schema = config.responseJsonSchema ?? config.responseSchema;
  return schema === undefined ? { type: 'json_object' } : { type: 'json_schema', schema };
}
