import { parseAsBoolean } from 'nuqs/server';

/** The view of the teams as it stands in the URL. */
export const teamParsers = {
  /** Whether the form for a new one is open. */
  create: parseAsBoolean.withDefault(false),
};
