import { eq } from 'drizzle-orm';
import { decode } from 'next-auth/jwt';
import type { Queryable } from '#db/client.ts';
import { user } from '#db/schema/index.ts';
import type { UserActor } from './actor.ts';

/** Seven days: an outage should not begin with a password. */
export const sessionSeconds = 7 * 24 * 60 * 60;

/** `__Secure-` tells the browser to take the cookie from https only. */
export const sessionCookieName = (secure: boolean): string =>
  secure ? '__Secure-understudy.session' : 'understudy.session';

/** What reading a session needs. */
export interface SessionDeps {
  readonly db: Queryable;
  /** See `sessionSecret`. */
  readonly secret: string;
}

/**
 * The person behind a `Cookie` header, or null. The cookie only says who signed in: the row is loaded afresh, so a
 * disabled or removed user is out at once and a changed role holds at once.
 */
export async function readSession(deps: SessionDeps, cookieHeader: string | null): Promise<UserActor | null> {
  const token = sessionToken(cookieHeader);
  if (token === null) return null;
  const payload = await decode({ token, secret: deps.secret }).catch(() => null);
  return payload?.sub === undefined ? null : loadUser(deps.db, payload.sub);
}

/** A user who may act, or null when there is none of this id or it is disabled. */
export async function loadUser(db: Queryable, id: string): Promise<UserActor | null> {
  const [row] = await db.select().from(user).where(eq(user.id, id));
  if (!row || row.disabledAt) return null;
  return { kind: 'user', id: row.id, name: row.name, email: row.email, role: row.role };
}

function sessionToken(cookieHeader: string | null): string | null {
  const cookies = new Map(
    (cookieHeader ?? '').split(';').map((pair) => {
      const [name = '', ...value] = pair.trim().split('=');
      return [name, value.join('=')] as const;
    }),
  );
  return cookies.get(sessionCookieName(true)) || cookies.get(sessionCookieName(false)) || null;
}
