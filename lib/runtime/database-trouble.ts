import { rootCause, sqlState } from '#db/database-error.ts';

/** Why the server that DATABASE_URL names was of no use, in a sentence for the operator, without user and password. */
export class DatabaseTrouble extends Error {
  override readonly name = 'DatabaseTrouble';
  /** Whether it may pass by itself: the server is away or still starting, rather than refusing us. */
  readonly passing: boolean;

  constructor(message: string, options: { cause: unknown; passing: boolean }) {
    super(message, { cause: options.cause });
    this.passing = options.passing;
  }
}

/** SQLSTATEs that an operator can act on. */
const refusals: Readonly<Record<string, string>> = {
  '28P01': 'refuses the password in it',
  '28000': 'refuses the user in it',
  '3D000': 'has no database of that name',
  '42501': 'does not let that user create tables',
};

/** SQLSTATEs of a server that will soon do: starting or stopping, every connection taken. */
const passingStates: Readonly<Record<string, string>> = {
  '57P01': 'is stopping',
  '57P02': 'is recovering from a crash',
  '57P03': 'is starting',
  '53300': 'has no connection left',
};

/** Tells what kept the database from being opened. */
export function databaseTrouble(error: unknown, url: URL): DatabaseTrouble {
  const name = `The server that DATABASE_URL names, ${url.hostname}:${url.port || '5432'},`;
  const state = sqlState(error) ?? '';
  const soon = passingStates[state];
  if (soon !== undefined) return new DatabaseTrouble(`${name} ${soon}.`, { cause: error, passing: true });
  const refusal = refusals[state];
  if (refusal !== undefined)
    return new DatabaseTrouble(`${name} ${refusal}.`, { cause: error, passing: false });
  const cause = rootCause(error);
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (/^E[A-Z]+$|^CONN/.test(code))
    return new DatabaseTrouble(`${name} cannot be reached (${code}).`, { cause: error, passing: true });
  const message = cause instanceof Error ? cause.message : String(cause);
  return new DatabaseTrouble(message, { cause: error, passing: false });
}
