/**
 * The SQLSTATE that the server answered with, e.g. `23505` for a unique violation; null when the failure was not the
 * server's (no connection, no answer). Looks through Drizzle's wrapping.
 */
export function sqlState(error: unknown): string | null {
  const cause = rootCause(error);
  if (!(cause instanceof Error) || cause.name !== 'PostgresError' || !('code' in cause)) return null;
  return typeof cause.code === 'string' ? cause.code : null;
}

/** The error beneath Drizzle's, whose message repeats the whole query with its parameters: log this one. */
export function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
  return cause;
}

/**
 * An error as a person is told of it. Of one that Drizzle wrapped, what lies beneath: its own message repeats the query
 * with its parameters, hashes and sealed secrets among them.
 */
export function errorSentence(error: unknown): string {
  let told = error;
  while (told instanceof Error && 'query' in told && 'params' in told && told.cause !== undefined) {
    told = told.cause;
  }
  return told instanceof Error ? told.message : String(told);
}
