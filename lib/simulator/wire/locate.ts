import type { IncomingHttpHeaders } from 'node:http';
import { type DialectId, dialectIds } from '../scenario/names.ts';

/** Where a request points: a scenario, a dialect, and the path that the provider itself would see. */
export interface Location {
  readonly scenario: string;
  /** Null when the path belongs to no dialect. */
  readonly dialect: DialectId | null;
  /** Without the API version: `/chat/completions`. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
}

export const defaultScenario = 'default';

/** The version that follows the dialect's name in its own base URL. */
export const apiVersions = { openai: '/v1', anthropic: '/v1', gemini: '/v1beta' } as const satisfies Record<
  DialectId,
  string
>;

/** Google's SDK asks for `/v1` from its third major version on. */
const acceptedVersions = {
  openai: ['/v1/'],
  anthropic: ['/v1/'],
  gemini: ['/v1beta/', '/v1/'],
} as const satisfies Record<DialectId, readonly string[]>;

/** Reads `/{scenario}/{dialect}/{version}/…`, `/{dialect}/{version}/…` or a bare `/{version}/…`. */
export function locate(url: string, headers: IncomingHttpHeaders): Location {
  const question = url.indexOf('?');
  const pathname = decode(question === -1 ? url : url.slice(0, question));
  const query = question === -1 ? '' : url.slice(question + 1);
  const [, first = '', second = ''] = pathname.split('/', 3);
  if (isDialect(first)) return below(defaultScenario, first, pathname.slice(first.length + 1), query);
  if (isDialect(second)) {
    return below(first, second, pathname.slice(first.length + second.length + 2), query);
  }
  const dialect = dialectOfBare(pathname, headers);
  if (dialect !== null) return below(defaultScenario, dialect, pathname, query);
  return { scenario: defaultScenario, dialect: null, path: pathname, query };
}

/** Without a name in the path, what only one provider has decides; OpenAI's is the rest of `/v1`. */
function dialectOfBare(pathname: string, headers: IncomingHttpHeaders): DialectId | null {
  if (pathname.startsWith('/v1beta/')) return 'gemini';
  if (!pathname.startsWith('/v1/')) return null;
  if (headers['anthropic-version'] !== undefined || pathname.startsWith('/v1/messages')) return 'anthropic';
  if (headers['x-goog-api-key'] !== undefined) return 'gemini';
  return 'openai';
}

function below(scenario: string, dialect: DialectId, rest: string, query: string): Location {
  const version = acceptedVersions[dialect].find((one) => rest.startsWith(one));
  return { scenario, dialect, path: version === undefined ? '' : rest.slice(version.length - 1), query };
}

function isDialect(name: string): name is DialectId {
  return (dialectIds as readonly string[]).includes(name);
}

function decode(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
