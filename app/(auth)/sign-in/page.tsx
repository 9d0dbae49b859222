import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { currentSession } from '#app/require-session.ts';
import { safeNext } from './safe-next.ts';
import { SignInForm } from './sign-in-form.tsx';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ readonly next?: string | string[]; readonly email?: string | string[] }>;
}) {
  const { next, email } = await searchParams;
  const target = safeNext(typeof next === 'string' ? next : null);
  if (await currentSession()) redirect(target);
  return <SignInForm next={target} email={typeof email === 'string' ? email : ''} />;
}
