import { headers } from 'next/headers';
import { readSession } from '#lib/auth/session.ts';
import type { ConsoleContext } from '#lib/console/context.ts';
import { consoleRoot } from './console-root.ts';

/**
 * For server pages: the signed-in person and the world, for calling a verb while rendering. Null when nobody is signed
 * in; the page then redirects to `/sign-in`. Every verb authorises again.
 */
export async function consoleContext(): Promise<ConsoleContext | null> {
  const { world, auth } = await consoleRoot();
  const actor = await readSession(auth, (await headers()).get('cookie'));
  return actor === null ? null : { ...world, actor };
}
