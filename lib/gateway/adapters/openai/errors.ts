import type { ErrorRule } from '../failure/classify.ts';
import type { ReportedError } from '../failure/create-failure.ts';
import { isObject, type JsonObject, readString } from '../json.ts';

/** OpenAI's error table, as far as its words mean the same at every provider of its format. */
export const sharedRules: readonly ErrorRule[] = [
  { kind: 'context_length_exceeded', code: ['context_length_exceeded'] },
  { kind: 'model_unavailable', code: ['model_not_found'] },
  { kind: 'authentication', code: ['invalid_api_key'] },
  {
    kind: 'quota_exhausted',
    code: [
      'credit_balance_exhausted',
      'organization_spend_limit_exceeded',
      'project_spend_limit_exceeded',
      'organization_usage_limit_exceeded',
    ],
  },
  // One request is larger than a whole minute's tokens: waiting never helps.
  { kind: 'payload_too_large', status: [429], message: /request too large/i },
  // Unconfirmed for chat: both codes are documented for other endpoints.
  { kind: 'content_filtered', code: ['content_policy_violation', 'invalid_prompt', 'content_filter'] },
  // Moonshot's word for a full engine comes as 429 (unconfirmed).
  { kind: 'overloaded', type: ['engine_overloaded_error', 'overloaded_error', 'service_unavailable_error'] },
  { kind: 'overloaded', code: ['server_is_overloaded'] },
  { kind: 'rate_limited', code: ['rate_limit_exceeded', 'slow_down'] },
  { kind: 'rate_limited', type: ['rate_limit_error'] },
  // Inside a 200 there is no status to go by.
  { kind: 'server_error', status: [null], code: ['server_error', 'internal_error'] },
  { kind: 'server_error', status: [null], type: ['server_error', 'internal_error', 'api_error'] },
];

/**
 * `insufficient_quota` means money at OpenAI. Elsewhere it may not: DashScope uses it for tokens per minute, which heal by themselves.
 */
export const openAiBillingRules: readonly ErrorRule[] = [
  { kind: 'quota_exhausted', type: ['insufficient_quota'] },
  { kind: 'quota_exhausted', code: ['insufficient_quota'] },
];

/**
 * What an error body says: `{"error":{…}}`, and the forms of servers that write it their own way: `{"error":"…"}` (xAI),
 * `{"object":"error",…}` (vLLM, unconfirmed), `{"detail":…}` (FastAPI), problem JSON (NVIDIA, unconfirmed).
 */
export function readOpenAiError(json: unknown): ReportedError | null {
  const body: unknown = Array.isArray(json) ? json[0] : json;
  if (!isObject(body)) return null;
  if (isObject(body.error)) return readFields(body.error);
  if (typeof body.error === 'string' && body.error !== '')
    return { ...readFields(body), message: body.error };
  return looksLikeError(body) ? readFields(body) : null;
}

function looksLikeError(body: JsonObject): boolean {
  if (body.object === 'error') return true;
  return !('choices' in body) && ('detail' in body || typeof body.message === 'string');
}

function readFields(error: JsonObject): ReportedError {
  return {
    type: readString(error.type),
    code: readCode(error.code),
    param: readString(error.param),
    message: readDetail(error.message) ?? readDetail(error.detail) ?? readString(error.title),
  };
}

function readCode(code: unknown): string | null {
  return typeof code === 'number' ? String(code) : readString(code);
}

/** Mistral and FastAPI write an object or a list of what is wrong where others write a sentence. */
function readDetail(detail: unknown): string | null {
  return detail == null || typeof detail === 'string' ? readString(detail) : JSON.stringify(detail);
}
