import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import type { EncodeInput, UpstreamAddress, UpstreamRequest } from '../adapter.ts';
import { namesOfIgnored } from '../translation/ignored-fields.ts';
import type { ModelRestrictions, OpenAiDialect, RequestBody } from './dialect.ts';

/** Body fields that speak to this gateway and never leave it. */
const gatewayFields = ['models', 'provider'] as const;

/** The caller's request with only those fields replaced that this provider and model need otherwise. */
export function encodeRequest(dialect: OpenAiDialect, input: EncodeInput): UpstreamRequest {
  const { request, model } = input;
  const body: RequestBody = { ...request, model };
  for (const field of gatewayFields) delete body[field];
  if (!body.tools?.length) delete body.parallel_tool_calls;
  askForUsage(body);
  restrict(body, dialect);
  if (dialect.restrictModel !== undefined) restrict(body, dialect.restrictModel(model, request));
  cutLimits(body, input.maxOutputTokens);
  if (dialect.messageDrops !== undefined) body.messages = withoutFields(body.messages, dialect.messageDrops);
  if (dialect.renames !== undefined) rename(body, dialect.renames);
  dialect.rewrite?.(body);
  return {
    method: 'POST',
    url: `${input.baseUrl}/chat/completions`,
    headers: {
      ...authorisation(dialect, input),
      'content-type': 'application/json',
      accept: request.stream === true ? 'text/event-stream' : 'application/json',
    },
    body: JSON.stringify(body),
  };
}

/** Mostly the list of models: free of charge, and refused without a valid key. */
export function encodeHealthCheck(dialect: OpenAiDialect, address: UpstreamAddress): UpstreamRequest {
  return {
    method: 'GET',
    url: `${address.baseUrl}${dialect.healthPath ?? '/models'}`,
    headers: { ...authorisation(dialect, address), accept: 'application/json' },
    body: null,
  };
}

/** The caller's fields that this provider and model would not heed. */
export function ignoredParameters(
  dialect: OpenAiDialect,
  request: ChatCompletionRequest,
  model: string,
): string[] {
  const ofModel = dialect.restrictModel?.(model, request).drops ?? [];
  return namesOfIgnored(request, [...(dialect.drops ?? []), ...ofModel]);
}

/** Servers without authentication (Ollama, LM Studio) are configured with an empty secret. */
function authorisation({ keyHeader }: OpenAiDialect, { secret }: UpstreamAddress): Record<string, string> {
  if (secret === '') return {};
  return keyHeader === undefined ? { authorization: `Bearer ${secret}` } : { [keyHeader]: secret };
}

/** Usage of a stream is always wanted for the record; `stream_options` without `stream` is a 400. */
function askForUsage(body: RequestBody): void {
  if (body.stream === true) body.stream_options = { ...body.stream_options, include_usage: true };
  else delete body.stream_options;
}

function restrict(body: RequestBody, { drops, maxTokensField, instructionRole }: ModelRestrictions): void {
  for (const field of drops ?? []) delete body[field];
  if (maxTokensField !== undefined) renameMaxTokens(body, maxTokensField);
  if (instructionRole !== undefined) body.messages = renameInstructions(body.messages, instructionRole);
}

/** The same list where there is nothing to leave out, which is the rule. */
function withoutFields(messages: RequestBody['messages'], drops: readonly string[]): RequestBody['messages'] {
  const holds = (message: RequestBody['messages'][number]) =>
    message.role === 'assistant' && drops.some((field) => field in message);
  if (!messages.some(holds)) return messages;
  return messages.map((message) => {
    if (!holds(message)) return message;
    const kept: typeof message = { ...message };
    for (const field of drops) delete (kept as Record<string, unknown>)[field];
    return kept;
  });
}

function rename(body: RequestBody, names: Readonly<Record<string, string>>): void {
  for (const [from, to] of Object.entries(names)) {
    if (body[from] != null) body[to] = body[from];
    delete body[from];
  }
}

function renameMaxTokens(body: RequestBody, field: 'max_tokens' | 'max_completion_tokens'): void {
  const limit = body.max_completion_tokens ?? body.max_tokens;
  delete body.max_tokens;
  delete body.max_completion_tokens;
  if (limit != null) body[field] = limit;
}

/** A limit made for another provider's model is cut to this one's, so that a failover does not end in a 400. */
function cutLimits(body: RequestBody, modelLimit: number | null): void {
  if (modelLimit === null) return;
  for (const field of ['max_tokens', 'max_completion_tokens'] as const) {
    const asked = body[field];
    if (asked != null && asked > modelLimit) body[field] = modelLimit;
  }
}

function renameInstructions(
  messages: RequestBody['messages'],
  role: 'system' | 'developer',
): RequestBody['messages'] {
  return messages.map((message) =>
    message.role === 'system' || message.role === 'developer' ? { ...message, role } : message,
  );
}
