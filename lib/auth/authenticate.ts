import { ConsoleError } from '../console/error/console-error.ts';
import type { Actor } from './actor.ts';
import { bearerToken, isBearer, sameSecret } from './management-key.ts';
import { readSession, type SessionDeps } from './session.ts';

/** What telling who calls needs. */
export interface AuthenticateDeps extends SessionDeps {
  /** UNDERSTUDY_MANAGEMENT_KEY; null = no program may call. */
  readonly managementKey: string | null;
}

/**
 * Who makes a console call: a program by its management key, else a person by their session, else null. A bearer token
 * is never passed over for a cookie; another scheme is (a proxy in front may ask for a password of its own).
 * @throws ConsoleError `unauthenticated` when a bearer token is given and is not the management key.
 */
export async function authenticate(deps: AuthenticateDeps, headers: Headers): Promise<Actor | null> {
  const authorization = headers.get('authorization');
  if (!isBearer(authorization)) return readSession(deps, headers.get('cookie'));
  const token = bearerToken(authorization);
  if (token !== null && deps.managementKey !== null && sameSecret(token, deps.managementKey)) {
    return { kind: 'management_key' };
  }
  throw new ConsoleError(
    'unauthenticated',
    'This management key is not the one in UNDERSTUDY_MANAGEMENT_KEY.',
  );
}
