import { redirect } from 'next/navigation';
import { cache } from 'react';
import { getSession } from '#lib/console/session/get-session.ts';
import type { Session } from '#lib/console/session/schema.ts';
import { consoleContext } from '#lib/runtime/console-page.ts';

/** Who is signed in, or null. Read from the database once per call, so that a disabled user is out at once. */
export const currentSession = cache(async (): Promise<Session | null> => {
  const context = await consoleContext();
  return context === null ? null : getSession(context);
});

/** Who is signed in; a stranger goes to sign in and comes back to `path`. */
export const requireSession = async (path: string): Promise<Session> => {
  const session = await currentSession();
  if (session === null) redirect(`/sign-in?next=${encodeURIComponent(path)}`);
  return session;
};
