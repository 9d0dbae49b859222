import type { FailureKind } from '#lib/gateway/errors.ts';

/** What GATEWAY's verdict table promises about a kind of failure, from the caller's and the provider's side. */
export interface Consequence {
  /** The same target is asked once more, with one credential and `num_retries: 1`. */
  readonly asksAgain: boolean;
  /** The next target is asked. */
  readonly movesOn: boolean;
  /** What the caller gets when nobody answers; null = the provider's own code. */
  readonly error: { readonly status: number; readonly code: string | null };
}

const allFailed = { status: 503, code: 'all_targets_failed' };
const refused = { status: 502, code: 'provider_authentication_failed' };

/**
 * The table of the documentation, written down a second time on purpose: it is what the engine is held against, so it must not be
 * read from the engine.
 */
export const consequences = {
  connection_failed: { asksAgain: true, movesOn: true, error: allFailed },
  timeout: { asksAgain: false, movesOn: true, error: { status: 504, code: 'all_targets_failed' } },
  server_error: { asksAgain: true, movesOn: true, error: allFailed },
  overloaded: { asksAgain: true, movesOn: true, error: allFailed },
  /** With a short wait that the provider names; a long one, or none, is not waited for. */
  rate_limited: { asksAgain: true, movesOn: true, error: allFailed },
  quota_exhausted: { asksAgain: false, movesOn: true, error: allFailed },
  authentication: { asksAgain: false, movesOn: false, error: refused },
  permission: { asksAgain: false, movesOn: false, error: refused },
  model_unavailable: { asksAgain: false, movesOn: true, error: allFailed },
  context_length_exceeded: {
    asksAgain: false,
    movesOn: false,
    error: { status: 400, code: 'context_length_exceeded' },
  },
  content_filtered: { asksAgain: false, movesOn: false, error: { status: 400, code: 'content_filter' } },
  invalid_request: { asksAgain: false, movesOn: false, error: { status: 400, code: null } },
  payload_too_large: { asksAgain: false, movesOn: true, error: { status: 413, code: 'request_too_large' } },
  stream_interrupted: { asksAgain: false, movesOn: true, error: allFailed },
} as const satisfies Record<Exclude<FailureKind, 'client_closed'>, Consequence>;

/** A kind that a provider can cause. */
export type ProviderFailure = keyof typeof consequences;
