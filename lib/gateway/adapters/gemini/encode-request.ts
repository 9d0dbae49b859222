import { UpstreamError } from '../../errors.ts';
import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import type { EncodeInput, UpstreamAddress, UpstreamRequest } from '../adapter.ts';
import { isObject, type JsonObject } from '../json.ts';
import { refuse } from '../translation/refuse.ts';
import { encodeMessages } from './encode-messages.ts';
import { encodeTools } from './encode-tools.ts';
import { familyOf } from './model-family.ts';
import { encodeThinking } from './reasoning.ts';
import { toGeminiSchema } from './schema.ts';
import type { GeminiGeneration, GeminiRequest } from './wire.ts';

/**
 * A request to `models/{model}:generateContent`. Dropped, because an answer can do without: penalties (2.5 on AI Studio refuses
 * them), `logprobs`, `logit_bias`, `prediction`, `metadata`, `user`, `store`, `parallel_tool_calls`, image `detail`.
 * @throws UpstreamError `invalid_request` for legacy `functions`, images on the web and files without data.
 */
export function encodeRequest(input: EncodeInput): UpstreamRequest {
  const { baseUrl, secret, request, model } = input;
  const streamed = request.stream === true;
  // Without alt=sse the stream would be one JSON array.
  const method = streamed ? 'streamGenerateContent?alt=sse' : 'generateContent';
  return {
    method: 'POST',
    url: `${baseUrl}/${modelPath(model)}:${method}`,
    headers: {
      'x-goog-api-key': secret,
      'content-type': 'application/json',
      accept: streamed ? 'text/event-stream' : 'application/json',
    },
    body: JSON.stringify(encodeBody(input)),
  };
}

/** The list of models: free of charge, and refused without a valid key. */
export function encodeHealthCheck({ baseUrl, secret }: UpstreamAddress): UpstreamRequest {
  const headers = { 'x-goog-api-key': secret, accept: 'application/json' };
  return { method: 'GET', url: `${baseUrl}/models?pageSize=1`, headers, body: null };
}

/** The body alone, typed. */
export function encodeBody({ request, model, maxOutputTokens }: EncodeInput): GeminiRequest {
  if (Array.isArray(request.functions))
    throw refuse('functions', 'Gemini takes tools only: send tools instead.');
  const { system, contents } = encodeMessages(request.messages, familyOf(model));
  const generationConfig = {
    ...encodeLimits(request, maxOutputTokens),
    ...encodeSampling(request),
    ...encodeFormat(request),
    ...encodeReasoning(request, model),
  };
  return {
    contents,
    ...(system.length === 0 ? {} : { systemInstruction: { parts: system } }),
    ...encodeTools(request),
    ...(Object.keys(generationConfig).length === 0 ? {} : { generationConfig }),
    ...encodeServiceTier(request),
  };
}

/**
 * The model is part of the path, and a caller may name it: no segment of it may lead elsewhere.
 * @throws UpstreamError `model_unavailable` for a name that is no model's.
 */
function modelPath(model: string): string {
  const segments = model.split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    throw new UpstreamError('model_unavailable', 'Gemini has no model of this name.');
  }
  const path = segments.map(encodeURIComponent).join('/');
  // `tunedModels/x` is a path already.
  return segments.length > 1 ? path : `models/${path}`;
}

/** A limit made for another provider's model is cut to this one's, so that a failover does not end in a 400. */
function encodeLimits(request: ChatCompletionRequest, modelLimit: number | null): GeminiGeneration {
  const asked = request.max_completion_tokens ?? request.max_tokens;
  const { stop, n } = request;
  const stopSequences = typeof stop === 'string' ? [stop] : stop;
  return {
    ...(asked == null ? {} : { maxOutputTokens: Math.min(asked, modelLimit ?? asked) }),
    ...(stopSequences?.length ? { stopSequences } : {}),
    ...(n == null || n === 1 ? {} : { candidateCount: n }),
  };
}

function encodeSampling({ temperature, top_p, top_k, seed }: ChatCompletionRequest): GeminiGeneration {
  return {
    ...(temperature == null ? {} : { temperature: Math.min(Math.max(temperature, 0), 2) }),
    ...(top_p == null ? {} : { topP: top_p }),
    ...(typeof top_k === 'number' ? { topK: top_k } : {}),
    ...(seed == null ? {} : { seed }),
  };
}

function encodeFormat({ response_format: format }: ChatCompletionRequest): GeminiGeneration {
  if (format == null || format.type === 'text') return {};
  const schema: JsonObject | null =
    format.type === 'json_schema' && isObject(format.json_schema.schema) ? format.json_schema.schema : null;
  return {
    responseMimeType: 'application/json',
    ...(schema === null ? {} : { responseJsonSchema: toGeminiSchema(schema) }),
  };
}

function encodeReasoning(
  { reasoning_effort: effort }: ChatCompletionRequest,
  model: string,
): GeminiGeneration {
  const thinkingConfig = effort == null ? null : encodeThinking(effort, model);
  return thinkingConfig === null ? {} : { thinkingConfig };
}

const serviceTiers: Readonly<Record<string, string>> = {
  default: 'standard',
  flex: 'flex',
  priority: 'priority',
};

function encodeServiceTier({
  service_tier: tier,
}: ChatCompletionRequest): Pick<GeminiRequest, 'serviceTier'> {
  const serviceTier = typeof tier === 'string' ? serviceTiers[tier] : undefined;
  return serviceTier === undefined ? {} : { serviceTier };
}
