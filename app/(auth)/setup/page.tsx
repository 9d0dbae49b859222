import type { Metadata } from 'next';
import { SetupView } from './setup-view.tsx';

/** The token must not travel on in a referrer. */
export const metadata: Metadata = { title: 'Set up', referrer: 'no-referrer' };

export default async function SetupPage({
  searchParams,
}: {
  readonly searchParams: Promise<{ readonly token?: string | string[] }>;
}) {
  const { token } = await searchParams;
  return <SetupView token={typeof token === 'string' ? token : ''} />;
}
