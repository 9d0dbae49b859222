import type { Metadata } from 'next';
import { requireSession } from '#app/require-session.ts';
import { KeysView } from './keys-view.tsx';

export const metadata: Metadata = { title: 'Keys' };

export default async function KeysPage() {
  await requireSession('/keys');
  return <KeysView />;
}
