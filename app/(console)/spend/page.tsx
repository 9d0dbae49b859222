import type { Metadata } from 'next';
import { requireSession } from '#app/require-session.ts';
import { SpendView } from './spend-view.tsx';

export const metadata: Metadata = { title: 'Spend' };

export default async function SpendPage() {
  await requireSession('/spend');
  return <SpendView />;
}
