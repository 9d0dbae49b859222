import { type ConsoleErrorCode, consoleErrorStatus, type FieldIssue } from './schema.ts';

/** Optional parts of a {@link ConsoleError}. */
export interface ConsoleErrorParts {
  readonly issues?: readonly FieldIssue[];
  /** What a person needs to decide, as JSON; never a secret. */
  readonly details?: unknown;
  readonly cause?: unknown;
}

/** A refusal that a caller can act on. Rendered in one place, by `lib/http/console-error-response.ts`. */
export class ConsoleError extends Error {
  readonly code: ConsoleErrorCode;
  readonly status: number;
  readonly issues: readonly FieldIssue[];
  readonly details: unknown;

  constructor(code: ConsoleErrorCode, message: string, parts: ConsoleErrorParts = {}) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = 'ConsoleError';
    this.code = code;
    this.status = consoleErrorStatus[code];
    this.issues = parts.issues ?? [];
    this.details = parts.details;
  }
}

/** `invalid`, with the field that is at fault. */
export const invalidField = (path: string, message: string): ConsoleError =>
  new ConsoleError('invalid', message, { issues: [{ path, message }] });
