import type { ConsoleErrorBody, ConsoleErrorCode, FieldIssue } from '#lib/console/error/schema.ts';

/** A refused or failed console call, with what a person needs to report it. */
export class ApiError extends Error {
  /** `unreachable` when no answer came or it was not the console's. */
  readonly code: ConsoleErrorCode | 'unreachable';
  /** 0 when no answer came. */
  readonly status: number;
  readonly requestId: string | null;
  readonly issues: readonly FieldIssue[];
  readonly details: unknown;

  constructor(
    message: string,
    facts: {
      code: ConsoleErrorCode | 'unreachable';
      status: number;
      requestId?: string;
      issues?: readonly FieldIssue[];
      details?: unknown;
    },
  ) {
    super(message);
    this.name = 'ApiError';
    this.code = facts.code;
    this.status = facts.status;
    this.requestId = facts.requestId ?? null;
    this.issues = facts.issues ?? [];
    this.details = facts.details;
  }
}

/** Values of a query string; an array repeats its name, null and undefined leave it out. */
export type Query = Readonly<
  Record<string, string | number | boolean | readonly string[] | null | undefined>
>;

/** `?a=1&b=x&b=y`, or nothing when there is nothing to say. */
export const queryString = (query: Query): string => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
};

const unreachable = (status: number) =>
  new ApiError(
    status === 0 ? 'Understudy could not be reached.' : `Understudy answered ${status} without saying why.`,
    { code: 'unreachable', status },
  );

const isErrorBody = (body: unknown): body is ConsoleErrorBody =>
  typeof body === 'object' && body !== null && 'error' in body;

const toError = (status: number, body: unknown): ApiError => {
  if (!isErrorBody(body)) return unreachable(status);
  const { code, message, issues, request_id, details } = body.error;
  return new ApiError(message, { code, status, requestId: request_id, issues, details });
};

const call = async <T>(path: string, init: RequestInit): Promise<T> => {
  const response = await fetch(path, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    throw unreachable(0);
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw toError(response.status, body);
  if (body === null) throw unreachable(response.status);
  return body as T;
};

/** Reads from `/api/console`. @throws ApiError */
export const readApi = <T>(
  path: string,
  { query = {}, signal }: { readonly query?: Query; readonly signal?: AbortSignal } = {},
): Promise<T> => call<T>(`/api/console/${path}${queryString(query)}`, signal ? { signal } : {});

/** Changes something through `/api/console`. @throws ApiError */
export const writeApi = <T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body: unknown = {},
): Promise<T> =>
  call<T>(`/api/console/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
