import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConsoleErrorBody } from '#lib/console/error/schema.ts';
import { newId } from '#lib/gateway/new-id.ts';

/** Seconds after which it is worth asking again. */
const retryAfterSeconds = 2;

const sentence = 'The console is starting. API traffic is being served.';

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${retryAfterSeconds}">
<title>Understudy is starting</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; display: grid; place-content: center; min-height: 90vh; text-align: center }
</style>
</head>
<body><main><h1>One moment</h1><p>${sentence}</p><p>This page loads itself again.</p></main></body>
</html>
`;

/** Answers for the console while it starts or starts again: a page that comes back by itself, or JSON for programs. */
export function consoleUnavailable(request: IncomingMessage, response: ServerResponse): void {
  const wantsPage = request.headers.accept?.includes('text/html') === true;
  const requestId = newId('req');
  const error: ConsoleErrorBody['error'] = {
    code: 'unavailable',
    message: sentence,
    issues: [],
    request_id: requestId,
  };
  const body = wantsPage ? page : JSON.stringify({ error } satisfies ConsoleErrorBody);
  response.writeHead(503, {
    'content-type': wantsPage ? 'text/html; charset=utf-8' : 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-understudy-request-id': requestId,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'retry-after': String(retryAfterSeconds),
    // Whatever was still to come of the request's body is not read.
    connection: 'close',
  });
  response.end(body);
}
