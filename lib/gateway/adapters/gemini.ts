import type { Adapter } from './adapter.ts';
import { type FailureDialect, failureOfReply } from './failure/create-failure.ts';
import { decodeResponse } from './gemini/decode-response.ts';
import { createStreamDecoder } from './gemini/decode-stream.ts';
import { encodeHealthCheck, encodeRequest } from './gemini/encode-request.ts';
import { geminiFailures } from './gemini/errors.ts';
import { ignoredParameters } from './gemini/ignored-parameters.ts';

/** Google's Gemini API (AI Studio). */
export const gemini = {
  id: 'gemini',
  label: geminiFailures.label,
  defaultBaseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  nativeOpenAi: false,
  encodeRequest,
  decodeResponse,
  decodeStream: createStreamDecoder,
  decodeError: (reply, nowMs) => failureOfReply(geminiFailures, reply, nowMs),
  ignoredParameters,
  encodeHealthCheck,
  failures: geminiFailures,
} satisfies Adapter & { failures: FailureDialect };
