import { ConsoleError } from '../console/error/console-error.ts';
import type { ConsoleErrorBody } from '../console/error/schema.ts';

/** Headers of every console answer: nothing of it may be kept by a cache. */
export const consoleHeaders = (requestId: string): Record<string, string> => ({
  'cache-control': 'no-store',
  'x-understudy-request-id': requestId,
  'x-content-type-options': 'nosniff',
});

/** The one place where a refusal becomes HTTP. */
export function consoleErrorResponse(error: ConsoleError, requestId: string): Response {
  const body: ConsoleErrorBody = {
    error: {
      code: error.code,
      message: error.message,
      issues: [...error.issues],
      request_id: requestId,
      ...(error.details === undefined ? {} : { details: error.details }),
    },
  };
  return Response.json(body, { status: error.status, headers: consoleHeaders(requestId) });
}

/** What a caller is told of an error that nobody foresaw: our sentence; its cause goes to the log. */
export const unexpected = (cause: unknown): ConsoleError =>
  new ConsoleError(
    'internal_error',
    'Something went wrong on our side. The log has the reason under this request id.',
    {
      cause,
    },
  );
