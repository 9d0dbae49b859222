import { parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { keyStatuses } from '#lib/console/keys/schema.ts';

/** The view of the keys as it stands in the URL. */
export const keyParsers = {
  /** Whether the form for a new one is open. */
  create: parseAsBoolean.withDefault(false),
  status: parseAsArrayOf(parseAsStringLiteral(keyStatuses)).withDefault([]),
  team: parseAsArrayOf(parseAsString).withDefault([]),
  /** Part of the name. */
  q: parseAsString.withDefault(''),
};
