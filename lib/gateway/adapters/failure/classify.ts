import type { FailureKind } from '../../errors.ts';
import { isContextOverflow } from './context-overflow.ts';

/** What a provider said about a failure, whatever form it said it in. */
export interface ProviderFailure {
  /** HTTP status; null for an error inside a 200. */
  readonly status: number | null;
  readonly type: string | null;
  readonly code: string | null;
  readonly param: string | null;
  /** Null when the body says nothing readable; empty when it is empty. */
  readonly message: string | null;
}

/** One line of a provider's error table: every test it names must hold. */
export interface ErrorRule {
  readonly kind: FailureKind;
  /** Null stands for an error inside a 200. */
  readonly status?: readonly (number | null)[];
  readonly type?: readonly string[];
  readonly code?: readonly string[];
  readonly message?: RegExp;
}

/** What a status means when nothing in the body says better. */
const kindByStatus: Readonly<Record<number, FailureKind>> = {
  401: 'authentication',
  402: 'quota_exhausted',
  403: 'permission',
  404: 'model_unavailable',
  // A path or method that the server does not offer: the base URL is not this provider's.
  405: 'model_unavailable',
  408: 'timeout',
  409: 'server_error',
  410: 'model_unavailable',
  413: 'payload_too_large',
  425: 'server_error',
  429: 'rate_limited',
  // Groq's `capacity_exceeded`.
  498: 'overloaded',
  // The provider gave up on a call that nobody here cancelled.
  499: 'server_error',
  503: 'overloaded',
  504: 'timeout',
  // Cloudflare: the origin took too long.
  522: 'timeout',
  524: 'timeout',
  529: 'overloaded',
};

/** Statuses under which a provider may say that the prompt is too long (Together uses 403). */
const overflowStatuses: ReadonlySet<number | null> = new Set([null, 400, 403, 413, 422]);

/**
 * The kind of a failure: the first rule that fits, else a prompt that is too long, else what the status means. Null when an
 * error inside a 200 says nothing that is known.
 */
export function classify(failure: ProviderFailure, rules: readonly ErrorRule[]): FailureKind | null {
  const rule = findRule(failure, rules);
  if (rule !== undefined) return rule.kind;
  const overflow = overflowStatuses.has(failure.status) && isContextOverflow(failure.message ?? '');
  if (overflow) return 'context_length_exceeded';
  if (failure.status !== null) return kindOfStatus(failure.status);
  return failure.type === 'invalid_request_error' ? 'invalid_request' : null;
}

/** The line of a table that decides about a failure. */
export function findRule(failure: ProviderFailure, rules: readonly ErrorRule[]): ErrorRule | undefined {
  return rules.find((rule) => fits(rule, failure));
}

/** What an HTTP status means by itself. */
export function kindOfStatus(status: number): FailureKind {
  const kind = kindByStatus[status];
  if (kind !== undefined) return kind;
  // A redirect is not followed: a provider's API does not redirect, a proxy's login page does.
  return status >= 400 && status < 500 ? 'invalid_request' : 'server_error';
}

function fits(rule: ErrorRule, { status, type, code, message }: ProviderFailure): boolean {
  return (
    (rule.status === undefined || rule.status.includes(status)) &&
    (rule.type === undefined || (type !== null && rule.type.includes(type))) &&
    (rule.code === undefined || (code !== null && rule.code.includes(code))) &&
    (rule.message === undefined || (message !== null && rule.message.test(message)))
  );
}
