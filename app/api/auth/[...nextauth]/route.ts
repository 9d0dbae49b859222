import { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { readBytes } from '#lib/http/console-body.ts';
import { consoleRoot } from '#lib/runtime/console-root.ts';

interface AuthCall {
  readonly params: Promise<{ readonly nextauth: string[] }>;
}

/** An e-mail, a password, a token and a few addresses. */
const maxFormBytes = 64 * 1024;

/** Sign-in and sign-out. The browser says by `Origin` whether it came over https: TLS may end before the gateway. */
async function handle(request: NextRequest, call: AuthCall): Promise<Response> {
  const [action] = (await call.params).nextauth;
  // Anyone may call it, and it does nothing but write to our log.
  if (action === '_log') return new Response(null, { status: 204 });
  const bounded = await withBoundedBody(request);
  if (bounded === null) return new Response(null, { status: 413 });
  const { authOptions } = await consoleRoot();
  return NextAuth(bounded, call, authOptions(request.headers.get('origin')?.startsWith('https://') ?? false));
}

/** next-auth would hold in memory whatever anyone sends. Null when it is more than a form can be. */
async function withBoundedBody(request: NextRequest): Promise<NextRequest | null> {
  if (request.body === null) return request;
  const body = await readBytes(request, maxFormBytes);
  return body && new NextRequest(request.url, { method: request.method, headers: request.headers, body });
}

export { handle as GET, handle as POST };
