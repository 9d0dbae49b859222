import { z } from 'zod';

/** Every way a console call is refused, with its HTTP status. */
export const consoleErrorStatus = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  too_many_attempts: 429,
  internal_error: 500,
  /** The console is starting, or starts again. */
  unavailable: 503,
} as const;

/** A key of {@link consoleErrorStatus}. */
export type ConsoleErrorCode = keyof typeof consoleErrorStatus;

/** One field at fault. `path` is dotted, as `settings.targets.0`; empty for the whole input. */
export const fieldIssue = z.strictObject({ path: z.string(), message: z.string() });

/** One field at fault. */
export type FieldIssue = z.infer<typeof fieldIssue>;

/** The body of every refused console call. */
export const consoleErrorBody = z.strictObject({
  error: z.strictObject({
    code: z.enum(Object.keys(consoleErrorStatus) as [ConsoleErrorCode, ...ConsoleErrorCode[]]),
    message: z.string(),
    issues: z.array(fieldIssue),
    request_id: z.string(),
    /** What a person needs to decide, e.g. both versions of a conflict. The verb's own schema says what. */
    details: z.unknown().optional(),
  }),
});

/** The body of every refused console call. */
export type ConsoleErrorBody = z.infer<typeof consoleErrorBody>;
