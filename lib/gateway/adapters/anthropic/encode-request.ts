import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import type { EncodeInput, UpstreamAddress, UpstreamRequest } from '../adapter.ts';
import { refuse } from '../translation/refuse.ts';
import { encodeMessages } from './encode-messages.ts';
import { encodeTools } from './encode-tools.ts';
import { type ModelTraits, traitsOf } from './model-traits.ts';
import { encodeFormat, jsonInstruction, usesJsonTool } from './output-format.ts';
import { type EncodedReasoning, encodeReasoning } from './reasoning.ts';
import type { AnthropicRequest } from './wire.ts';

/** The version with the widest compatibility; 2026-10-21 refuses sampling parameters for every model. */
const anthropicVersion = '2023-06-01';

/**
 * What a whole answer is limited to when the caller names no limit: Anthropic's SDK takes more than this for longer than the ten
 * minutes that a silent connection lasts.
 */
const unstreamedDefaultTokens = 21_333;

/**
 * A request to `POST /messages`. Dropped, because an answer can do without: `seed`, penalties, `logit_bias`, `logprobs`, `prediction`,
 * `store`, `modalities`, `verbosity`, `metadata`, image `detail`.
 * @throws UpstreamError `invalid_request` for `n` above 1, legacy `functions`, audio and files without data.
 */
export function encodeRequest(input: EncodeInput): UpstreamRequest {
  return {
    method: 'POST',
    url: `${input.baseUrl}/messages`,
    headers: {
      ...headersFor(input),
      'content-type': 'application/json',
      accept: input.request.stream === true ? 'text/event-stream' : 'application/json',
    },
    body: JSON.stringify(encodeBody(input)),
  };
}

/** The list of models: free of charge, and refused without a valid key. */
export function encodeHealthCheck(address: UpstreamAddress): UpstreamRequest {
  const headers = { ...headersFor(address), accept: 'application/json' };
  return { method: 'GET', url: `${address.baseUrl}/models?limit=1`, headers, body: null };
}

/** The body alone, typed. */
export function encodeBody({ request, model, maxOutputTokens }: EncodeInput): AnthropicRequest {
  if ((request.n ?? 1) > 1) throw refuse('n', 'Anthropic gives one answer for each request.');
  if (Array.isArray(request.functions))
    throw refuse('functions', 'Anthropic takes tools only: send tools instead.');
  const traits = traitsOf(model);
  const { effort, ...reasoning } = reasoningOf(request, traits, maxOutputTokens ?? traits.maxOutputTokens);
  const thinking = isThinking(reasoning.thinking);
  const { system, messages } = encodeMessages(request.messages);
  const instructions = [...system, ...jsonInstruction(request)];
  const outputConfig = { ...(effort === undefined ? {} : { effort }), ...encodeFormat(request, traits) };
  return {
    model,
    ...reasoning,
    messages,
    ...(instructions.length === 0 ? {} : { system: instructions }),
    ...(request.stream === true ? { stream: true } : {}),
    ...encodeTools(request, { traits, thinking }),
    ...(Object.keys(outputConfig).length === 0 ? {} : { output_config: outputConfig }),
    ...(thinking ? {} : encodeSampling(request, traits)),
    ...encodeStop(request),
    ...encodeCaller(request),
  };
}

/** Whether this model would think about this request. */
export function thinks(request: ChatCompletionRequest, model: string): boolean {
  const traits = traitsOf(model);
  return isThinking(reasoningOf(request, traits, traits.maxOutputTokens).thinking);
}

function isThinking(thinking: AnthropicRequest['thinking']): boolean {
  return thinking?.type === 'enabled' || thinking?.type === 'adaptive';
}

function reasoningOf(
  request: ChatCompletionRequest,
  traits: ModelTraits,
  modelLimit: number,
): EncodedReasoning {
  // A forced tool and thinking exclude each other, and the answer's form comes first.
  const thinkable = usesJsonTool(request, traits) ? { ...traits, reasoning: 'none' as const } : traits;
  return encodeReasoning(request, thinkable, { maxTokens: maxTokens(request, modelLimit), modelLimit });
}

function headersFor({ secret }: UpstreamAddress): Record<string, string> {
  return { 'x-api-key': secret, 'anthropic-version': anthropicVersion };
}

/** A limit made for another provider's model is cut to this one's, so that a failover does not end in a 400. */
function maxTokens(request: ChatCompletionRequest, modelLimit: number): number {
  const asked = request.max_completion_tokens ?? request.max_tokens;
  if (asked != null) return Math.min(asked, modelLimit);
  return request.stream === true ? modelLimit : Math.min(modelLimit, unstreamedDefaultTokens);
}

/** Temperature is 0 to 1 here; models that take it at all take only one of temperature and top_p. */
function encodeSampling(
  request: ChatCompletionRequest,
  traits: ModelTraits,
): Pick<AnthropicRequest, 'temperature' | 'top_p' | 'top_k'> {
  if (!traits.sampling) return {};
  const topK = typeof request.top_k === 'number' ? { top_k: request.top_k } : {};
  if (request.temperature != null)
    return { temperature: Math.min(Math.max(request.temperature, 0), 1), ...topK };
  return request.top_p == null ? topK : { top_p: request.top_p, ...topK };
}

/** Anthropic refuses sequences of white space alone (unconfirmed). */
function encodeStop({ stop }: ChatCompletionRequest): Pick<AnthropicRequest, 'stop_sequences'> {
  const given = typeof stop === 'string' ? [stop] : (stop ?? []);
  const sequences = given.filter((sequence) => sequence.trim() !== '');
  return sequences.length === 0 ? {} : { stop_sequences: sequences };
}

const serviceTiers: Readonly<Record<string, 'auto' | 'standard_only'>> = {
  auto: 'auto',
  priority: 'auto',
  default: 'standard_only',
  flex: 'standard_only',
};

function encodeCaller(request: ChatCompletionRequest): Pick<AnthropicRequest, 'metadata' | 'service_tier'> {
  const user = typeof request.safety_identifier === 'string' ? request.safety_identifier : request.user;
  const tier = typeof request.service_tier === 'string' ? serviceTiers[request.service_tier] : undefined;
  return {
    ...(user == null ? {} : { metadata: { user_id: user } }),
    ...(tier === undefined ? {} : { service_tier: tier }),
  };
}
