import type { ChatCompletionRequest } from '../../schema/chat-completion.ts';
import type { EncodeInput, UpstreamAddress, UpstreamRequest } from '../adapter.ts';
import type { ModelRestrictions, OpenAiDialect } from './dialect.ts';

/** Body fields that speak to this gateway and never leave it. */
const gatewayFields = ['models', 'provider'] as const;

type Body = ChatCompletionRequest & Record<string, unknown>;

/** The caller's request with only those fields replaced that this provider and model need otherwise. */
export function encodeRequest(dialect: OpenAiDialect, input: EncodeInput): UpstreamRequest {
  const { request, model } = input;
  const body: Body = { ...request, model };
  for (const field of gatewayFields) delete body[field];
  if (!body.tools?.length) delete body.parallel_tool_calls;
  askForUsage(body);
  restrict(body, dialect);
  if (dialect.restrictModel !== undefined) restrict(body, dialect.restrictModel(model, request));
  return {
    method: 'POST',
    url: `${input.baseUrl}/chat/completions`,
    headers: {
      ...authorisation(input),
      'content-type': 'application/json',
      accept: request.stream === true ? 'text/event-stream' : 'application/json',
    },
    body: JSON.stringify(body),
  };
}

/** The list of models: free of charge, and refused without a valid key. */
export function encodeHealthCheck(address: UpstreamAddress): UpstreamRequest {
  return {
    method: 'GET',
    url: `${address.baseUrl}/models`,
    headers: { ...authorisation(address), accept: 'application/json' },
    body: null,
  };
}

/** Servers without authentication (Ollama, LM Studio) are configured with an empty secret. */
function authorisation({ secret }: UpstreamAddress): Record<string, string> {
  return secret === '' ? {} : { authorization: `Bearer ${secret}` };
}

/** Usage of a stream is always wanted for the record; `stream_options` without `stream` is a 400. */
function askForUsage(body: Body): void {
  if (body.stream === true) body.stream_options = { ...body.stream_options, include_usage: true };
  else delete body.stream_options;
}

function restrict(body: Body, { drops, maxTokensField, instructionRole }: ModelRestrictions): void {
  for (const field of drops ?? []) delete body[field];
  if (maxTokensField !== undefined) renameMaxTokens(body, maxTokensField);
  if (instructionRole !== undefined) body.messages = renameInstructions(body.messages, instructionRole);
}

function renameMaxTokens(body: Body, field: 'max_tokens' | 'max_completion_tokens'): void {
  const limit = body.max_completion_tokens ?? body.max_tokens;
  delete body.max_tokens;
  delete body.max_completion_tokens;
  if (limit != null) body[field] = limit;
}

function renameInstructions(messages: Body['messages'], role: 'system' | 'developer'): Body['messages'] {
  return messages.map((message) =>
    message.role === 'system' || message.role === 'developer' ? { ...message, role } : message,
  );
}
