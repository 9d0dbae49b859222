import type { AuthOptions } from 'next-auth';
import { ConsoleError } from '../console/error/console-error.ts';
import { signInInput } from '../console/setup/schema.ts';
import { loadUser, type SessionDeps, sessionCookieName, sessionSeconds } from './session.ts';
import { type SignInDeps, signIn } from './sign-in.ts';

/** What next-auth is given. `secure` = this call came over https. */
export interface AuthDeps extends SessionDeps, SignInDeps {
  readonly secure: boolean;
  logError(message: string, error: unknown): void;
}

/** next-auth with one way in, e-mail and password. The thrown sentence reaches the form as `error`. */
export function authOptions(deps: AuthDeps): AuthOptions {
  const cookie = { httpOnly: true, sameSite: 'lax', path: '/', secure: deps.secure } as const;
  return {
    secret: deps.secret,
    session: { strategy: 'jwt', maxAge: sessionSeconds },
    useSecureCookies: deps.secure,
    pages: { signIn: '/sign-in', error: '/sign-in' },
    cookies: {
      sessionToken: { name: sessionCookieName(deps.secure), options: cookie },
      // Their names must be the same on a GET, which does not say whether it came over https.
      csrfToken: { name: 'understudy.csrf', options: { ...cookie, secure: false } },
      callbackUrl: { name: 'understudy.callback', options: { ...cookie, secure: false } },
    },
    providers: [
      {
        id: 'credentials',
        name: 'E-mail and password',
        type: 'credentials',
        credentials: { email: { type: 'email' }, password: { type: 'password' } },
        authorize: (credentials, request) => authorize(deps, credentials, request.headers ?? {}),
      },
    ],
    callbacks: {
      jwt: ({ token }) => ({ ...(token.sub === undefined ? {} : { sub: token.sub }) }),
      session: async ({ session, token }) => {
        const actor = token.sub === undefined ? null : await loadUser(deps.db, token.sub);
        return { expires: session.expires, ...(actor && { user: { name: actor.name, email: actor.email } }) };
      },
      // Never off to another site, whatever the callback URL says.
      redirect: ({ url, baseUrl }) => new URL(samePath(url, baseUrl), baseUrl).toString(),
    },
    logger: {
      error: (code, metadata) => deps.logError(`sign-in: ${code}`, metadata),
      warn: () => {},
      debug: () => {},
    },
  };
}

async function authorize(deps: AuthDeps, credentials: unknown, headers: Record<string, unknown>) {
  try {
    const fields = signInInput.safeParse(pickFields(credentials));
    if (!fields.success) throw new ConsoleError('invalid', 'Type your e-mail and your password.');
    const actor = await signIn(deps, { ...fields.data, address: clientAddress(headers) });
    return { id: actor.id, name: actor.name, email: actor.email };
  } catch (error) {
    if (error instanceof ConsoleError) throw new Error(error.message);
    deps.logError('sign-in failed unexpectedly', error);
    throw new Error('Signing in failed on our side. Try again; the reason is in the log.');
  }
}

/** next-auth adds fields of its own (csrfToken, json, …) to what the form sent. */
function pickFields(credentials: unknown): unknown {
  const { email, password } = (credentials ?? {}) as Record<string, unknown>;
  return { email, password };
}

/** The last hop that the process in front wrote down; entries before it are the caller's own claim. */
function clientAddress(headers: Record<string, unknown>): string {
  const forwarded = headers['x-forwarded-for'];
  return typeof forwarded === 'string' ? (forwarded.split(',').at(-1)?.trim() ?? '') : '';
}

function samePath(url: string, baseUrl: string): string {
  const target = new URL(url, baseUrl);
  return target.origin === new URL(baseUrl).origin ? `${target.pathname}${target.search}${target.hash}` : '/';
}
