import type { Actor } from '../auth/actor.ts';
import { ConsoleError } from '../console/error/console-error.ts';

/**
 * Refuses a write that another site made a browser send. A form cannot send JSON without a preflight, and a browser
 * says by `Sec-Fetch-Site` or `Origin` where a write comes from. A program holds the management key and has neither.
 * @throws ConsoleError `unsupported_media_type` or `forbidden`.
 */
export function guardWrite(request: Request, actor: Actor | null): void {
  const mediaType = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    throw new ConsoleError('unsupported_media_type', 'Send content-type: application/json.');
  }
  if (actor?.kind === 'management_key') return;
  if (!isSameOrigin(request.headers, actor)) {
    throw new ConsoleError('forbidden', 'This write does not come from the console itself.');
  }
}

function isSameOrigin(headers: Headers, actor: Actor | null): boolean {
  const site = headers.get('sec-fetch-site');
  // The browser's own word, which no page can forge; it holds behind a proxy that renames the host, too.
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('origin');
  if (origin !== null) return URL.canParse(origin) && new URL(origin).host === hostOf(headers);
  // Neither header: not a browser. Without a session there is nothing that another site could abuse.
  return actor === null;
}

const hostOf = (headers: Headers): string | null => headers.get('x-forwarded-host') ?? headers.get('host');
