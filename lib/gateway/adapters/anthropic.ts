import type { Adapter } from './adapter.ts';
import { decodeResponse } from './anthropic/decode-response.ts';
import { createStreamDecoder } from './anthropic/decode-stream.ts';
import { encodeHealthCheck, encodeRequest } from './anthropic/encode-request.ts';
import { anthropicFailures } from './anthropic/errors.ts';
import { ignoredParameters } from './anthropic/ignored-parameters.ts';
import { type FailureDialect, failureOfReply } from './failure/create-failure.ts';

/** Anthropic's Messages API. */
export const anthropic = {
  id: 'anthropic',
  label: anthropicFailures.label,
  defaultBaseUrl: 'https://api.anthropic.com/v1',
  nativeOpenAi: false,
  encodeRequest,
  decodeResponse,
  decodeStream: createStreamDecoder,
  decodeError: (reply, nowMs) => failureOfReply(anthropicFailures, reply, nowMs),
  ignoredParameters,
  encodeHealthCheck,
  failures: anthropicFailures,
} satisfies Adapter & { failures: FailureDialect };
