import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { consoleRoot } from '#lib/runtime/console-root.ts';

interface AuthCall {
  readonly params: Promise<{ readonly nextauth: string[] }>;
}

/** Sign-in and sign-out. The browser says by `Origin` whether it came over https: TLS may end before the gateway. */
async function handle(request: NextRequest, call: AuthCall): Promise<Response> {
  const [action] = (await call.params).nextauth;
  // Anyone may call it, and it does nothing but write to our log.
  if (action === '_log') return new Response(null, { status: 204 });
  const { authOptions } = await consoleRoot();
  return NextAuth(request, call, authOptions(request.headers.get('origin')?.startsWith('https://') ?? false));
}

export { handle as GET, handle as POST };
