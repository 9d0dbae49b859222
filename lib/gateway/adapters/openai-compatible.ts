import type { Adapter } from './adapter.ts';
import { type FailureDialect, failureOfReply } from './failure/create-failure.ts';
import { decodeResponse } from './openai/decode-response.ts';
import { createStreamDecoder } from './openai/decode-stream.ts';
import type { OpenAiDialect } from './openai/dialect.ts';
import { encodeHealthCheck, encodeRequest, ignoredParameters } from './openai/encode-request.ts';
import { openAiBillingRules, readOpenAiError, sharedRules } from './openai/errors.ts';

/** An adapter for a provider that speaks OpenAI's wire format, from what sets it apart. */
export function openAiCompatible<const Id extends string>(dialect: OpenAiDialect & { id: Id }) {
  const failures: FailureDialect = {
    label: dialect.label,
    rules: [...(dialect.errorRules ?? []), ...sharedRules],
    read: dialect.readError ?? readOpenAiError,
  };
  return {
    id: dialect.id,
    label: dialect.label,
    defaultBaseUrl: dialect.defaultBaseUrl,
    nativeOpenAi: dialect.fidelity === 'exact',
    encodeRequest: (input) => encodeRequest(dialect, input),
    decodeResponse: (reply, context) => decodeResponse(reply, { dialect, failures, context }),
    decodeStream: (context) => createStreamDecoder({ dialect, failures, context }),
    decodeError: (reply, nowMs) => failureOfReply(failures, reply, nowMs),
    ignoredParameters: (request, model) => ignoredParameters(dialect, request, model),
    encodeHealthCheck: (address) => encodeHealthCheck(dialect, address),
    failures,
  } satisfies Adapter & { failures: FailureDialect };
}

/** Any server of OpenAI's wire format that has no adapter of its own: vLLM, Ollama, LM Studio, another gateway. */
export const openAiCompatibleServer = openAiCompatible({
  id: 'openai-compatible',
  label: 'OpenAI-compatible server',
  defaultBaseUrl: null,
  fidelity: 'loose',
  // The words that every server knows; the newer ones are ignored by some, and a limit ignored is money spent.
  maxTokensField: 'max_tokens',
  instructionRole: 'system',
  drops: ['store', 'service_tier', 'prediction'],
  messageDrops: ['thinking_blocks', 'images'],
});

/** The built-in simulator: OpenAI's own format, any model, failures on command. */
export const simulator = openAiCompatible({
  id: 'simulator',
  label: 'Simulator',
  defaultBaseUrl: 'simulator:healthy',
  fidelity: 'exact',
  errorRules: openAiBillingRules,
});
