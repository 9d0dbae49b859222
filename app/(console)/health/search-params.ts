import { parseAsArrayOf, parseAsString } from 'nuqs/server';

/** The view of the page as it stands in the URL. */
export const healthParsers = {
  /** Targets that the history is narrowed to. */
  target: parseAsArrayOf(parseAsString).withDefault([]),
  /** Gateways that the history is narrowed to. */
  instance: parseAsArrayOf(parseAsString).withDefault([]),
};
