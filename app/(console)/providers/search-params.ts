import { parseAsBoolean, parseAsString } from 'nuqs/server';

/** The view of the providers as it stands in the URL. */
export const providerParsers = {
  /** Whether the form for a new one is open. */
  add: parseAsBoolean.withDefault(false),
  /** Id or name of the one to point out. */
  provider: parseAsString,
};
