import type { ErrorRule } from '../failure/classify.ts';
import type { FailureDialect, ReportedError } from '../failure/create-failure.ts';
import { isObject, readObject, readString } from '../json.ts';

/** Anthropic's error table. `code` is `error.details.error_code`. */
const rules: readonly ErrorRule[] = [
  {
    kind: 'quota_exhausted',
    code: [
      'enforced_spend_limit_reached',
      'contract_spend_limit_reached',
      'linked_organization_billing_unavailable',
      'linked_organization_spend_limit_reached',
    ],
  },
  { kind: 'permission', code: ['organization_on_hold', 'cmek_key_disabled', 'cmek_key_network_blocked'] },
  { kind: 'server_error', code: ['cmek_context_unavailable', 'cmek_key_unreachable'] },
  { kind: 'overloaded', code: ['compaction_unavailable'] },
  // Spend limits come as a plain 400 or 429; "credit balance" is the older wording (unconfirmed).
  {
    kind: 'quota_exhausted',
    status: [400, 403, 429, null],
    message: /spend limit|usage limits|credit balance/i,
  },
  {
    kind: 'context_length_exceeded',
    status: [400, null],
    type: ['invalid_request_error'],
    message: /prompt is too long|exceed context limit/i,
  },
  {
    kind: 'content_filtered',
    status: [400, null],
    type: ['invalid_request_error'],
    message: /content filtering policy/i,
  },
  // Documented types, for errors inside a stream, where there is no status.
  { kind: 'overloaded', type: ['overloaded_error'] },
  { kind: 'server_error', type: ['api_error'] },
  { kind: 'timeout', type: ['timeout_error'] },
  { kind: 'rate_limited', type: ['rate_limit_error'] },
  { kind: 'authentication', type: ['authentication_error'] },
  { kind: 'quota_exhausted', type: ['billing_error'] },
  { kind: 'permission', type: ['permission_error'] },
  { kind: 'model_unavailable', type: ['not_found_error'] },
  { kind: 'server_error', type: ['conflict_error'] },
  { kind: 'payload_too_large', type: ['request_too_large'] },
];

/**
 * How Anthropic fails. A 429 without `retry-after` becomes `rate_limited` without a wait, which is never retried: by the vendor's word
 * it may be a spend cap, but benching the credential for long on a missing header would be worse than a breaker's short pause.
 */
export const anthropicFailures: FailureDialect = {
  label: 'Anthropic',
  rules,
  read: readError,
};

function readError(json: unknown): ReportedError | null {
  if (!isObject(json) || !isObject(json.error)) return null;
  const { error } = json;
  return {
    type: readString(error.type),
    code: readString(readObject(error.details).error_code),
    param: null,
    message: readString(error.message),
  };
}
