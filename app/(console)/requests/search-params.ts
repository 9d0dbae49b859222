import { parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { rangeParsers } from '#app/_ui/time-range.ts';
import { requestStatuses } from '#lib/console/requests/schema.ts';

const list = parseAsArrayOf(parseAsString).withDefault([]);

/** The whole view of the log as it stands in the URL. */
export const requestParsers = {
  ...rangeParsers,
  route: list,
  provider: list,
  model: list,
  status: parseAsArrayOf(parseAsStringLiteral(requestStatuses)).withDefault([]),
  error_kind: list,
  key: list,
  team: list,
  stream: parseAsBoolean,
  failed_over: parseAsBoolean,
  /** Beginning of a request's id. */
  q: parseAsString.withDefault(''),
  live: parseAsBoolean.withDefault(false),
  /** Id of the request that j and k have reached. */
  selected: parseAsString,
};

/** Filters that take any of several values. */
export const listFilters = ['route', 'provider', 'model', 'status', 'error_kind', 'key', 'team'] as const;

/** One of {@link listFilters}. */
export type ListFilter = (typeof listFilters)[number];

/** What the log is narrowed to. */
export interface RequestFilters extends Readonly<Record<ListFilter, readonly string[]>> {
  readonly stream: boolean | null;
  readonly failed_over: boolean | null;
  readonly q: string;
}

/** The filters as the API takes them; what is not set is left out. */
export const filterQuery = (filters: RequestFilters) => ({
  ...Object.fromEntries(listFilters.map((name) => [name, filters[name]])),
  stream: filters.stream,
  failed_over: filters.failed_over,
  q: filters.q.trim() === '' ? null : filters.q.trim(),
});

/** Whether anything but the range narrows the log. */
export const isFiltered = (filters: RequestFilters): boolean =>
  listFilters.some((name) => filters[name].length > 0) ||
  filters.stream !== null ||
  filters.failed_over !== null ||
  filters.q.trim() !== '';

/** Takes every filter away; the range stays. */
export const noFilters = {
  route: null,
  provider: null,
  model: null,
  status: null,
  error_kind: null,
  key: null,
  team: null,
  stream: null,
  failed_over: null,
  q: null,
} as const satisfies Record<keyof RequestFilters, null>;
