import type { FailureKind, GatewayErrorCode } from '#lib/gateway/errors.ts';
import type { SkipReason } from '#lib/gateway/request-record.ts';

interface KindWords {
  /** A few words for a badge. */
  readonly label: string;
  /** What the target did, to follow its name in a sentence. */
  readonly did: string;
}

/** How each kind of failure reads. */
const kindWords = {
  connection_failed: { label: 'Connection failed', did: 'could not be reached' },
  timeout: { label: 'Timeout', did: 'gave no answer in time' },
  server_error: { label: 'Server error', did: 'failed with a server error' },
  overloaded: { label: 'Overloaded', did: 'was overloaded' },
  rate_limited: { label: 'Rate limited', did: 'was rate limited' },
  quota_exhausted: { label: 'Quota exhausted', did: 'had no quota left' },
  authentication: { label: 'Credential refused', did: 'refused the credential' },
  permission: { label: 'Not permitted', did: 'did not permit the call' },
  model_unavailable: { label: 'Model unavailable', did: 'did not offer the model' },
  context_length_exceeded: { label: 'Context too long', did: 'could not fit the prompt' },
  content_filtered: { label: 'Content filtered', did: 'filtered the content' },
  invalid_request: { label: 'Invalid request', did: 'rejected the request' },
  payload_too_large: { label: 'Payload too large', did: 'found the request too large' },
  stream_interrupted: { label: 'Stream interrupted', did: 'broke off its stream' },
  client_closed: { label: 'Caller left', did: 'was stopped because the caller left' },
} as const satisfies Record<FailureKind, KindWords>;

/** How each refusal of the gateway itself reads. */
const codeLabels = {
  invalid_api_key: 'Invalid key',
  model_not_allowed: 'Model not allowed',
  policy_violation: 'Policy violation',
  model_not_found: 'Unknown model',
  not_found: 'Not found',
  method_not_allowed: 'Method not allowed',
  invalid_request_error: 'Invalid request',
  payload_too_large: 'Payload too large',
  headers_too_large: 'Headers too large',
  budget_unavailable: 'Budget unknown',
  budget_exceeded: 'Budget spent',
  rate_limit_exceeded: 'Gateway rate limit',
  capability_unavailable: 'No capable target',
  context_length_exceeded: 'Context too long',
  provider_authentication_failed: 'Credential refused',
  provider_rejected: 'Provider rejected it',
  all_targets_failed: 'All targets failed',
  key_lookup_unavailable: 'Key lookup unavailable',
  not_ready: 'Not ready',
  internal_error: 'Internal error',
} as const satisfies Record<GatewayErrorCode, string>;

interface SkipWords extends KindWords {
  /** Red for health, grey for a request that simply does not fit. */
  readonly tone: 'failed' | 'benched' | 'skipped';
}

/** How each reason to pass over a target reads; `did` follows "was passed over: ". */
const skipWords = {
  circuit_open: { label: 'Circuit open', did: 'its circuit is open', tone: 'failed' },
  credential_benched: { label: 'Credential benched', did: 'its credential is benched', tone: 'benched' },
  no_usable_credential: { label: 'No usable credential', did: 'it has no usable credential', tone: 'failed' },
  no_headroom: { label: 'No headroom', did: 'it has no headroom left', tone: 'benched' },
  provider_budget_spent: { label: 'Budget spent', did: "its provider's budget is spent", tone: 'benched' },
  not_allowed: { label: 'Not allowed', did: 'the key may not call it', tone: 'skipped' },
  policy: { label: 'Policy', did: 'policy rules it out', tone: 'skipped' },
  capability: {
    label: 'Missing capability',
    did: 'it lacks a capability the request needs',
    tone: 'skipped',
  },
  context_window: { label: 'Context too small', did: 'the prompt does not fit its context', tone: 'skipped' },
  price: { label: 'Too expensive', did: 'it costs more than the request allows', tone: 'skipped' },
  latency: { label: 'Too slow', did: 'it is too slow for this request', tone: 'skipped' },
  excluded: { label: 'Left out', did: 'the request leaves its provider out', tone: 'skipped' },
  parameter: {
    label: 'Parameter unknown',
    did: 'it does not know a parameter of the request',
    tone: 'skipped',
  },
} as const satisfies Record<SkipReason, SkipWords>;

const has = <T extends object>(table: T, key: string): key is string & keyof T => Object.hasOwn(table, key);

/** Unknown words of a newer gateway are shown as they are, readable. */
const spaced = (word: string) => word.replaceAll('_', ' ');

/** What a target did, to follow its name: "was overloaded". */
export const failureDid = (kind: string): string =>
  has(kindWords, kind) ? kindWords[kind].did : `failed (${spaced(kind)})`;

/** A few words for a kind of failure, an error code or a skip reason. */
export const failureLabel = (kind: string): string => {
  if (has(kindWords, kind)) return kindWords[kind].label;
  if (has(codeLabels, kind)) return codeLabels[kind];
  return has(skipWords, kind) ? skipWords[kind].label : spaced(kind);
};

/** Why a target was passed over, as half a sentence, with the colour of its meaning. */
export const skipExplanation = (
  reason: string,
): { readonly why: string; readonly tone: SkipWords['tone'] } =>
  has(skipWords, reason)
    ? { why: skipWords[reason].did, tone: skipWords[reason].tone }
    : { why: spaced(reason), tone: 'skipped' };

/** Every kind of failure and refusal with its label, for filters. */
export const failureChoices: readonly { readonly value: string; readonly label: string }[] = [
  ...Object.entries(kindWords).map(([value, words]) => ({ value, label: words.label })),
  ...Object.entries(codeLabels)
    .filter(([value]) => !has(kindWords, value))
    .map(([value, label]) => ({ value, label })),
];
