import { ConsoleError } from './console-error.ts';

/** PostgreSQL's SQLSTATE for a row that a unique index already has. */
const uniqueViolation = '23505';

/**
 * Runs a write and turns "there is one already" into a refusal beside the field. The index decides, so that of two
 * writes at once one wins.
 * @throws ConsoleError `conflict`.
 */
export async function onDuplicate<T>(write: PromiseLike<T>, field: string, message: string): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new ConsoleError('conflict', message, { issues: [{ path: field, message }], cause: error });
  }
}

function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === uniqueViolation) || isUniqueViolation(error.cause);
}
