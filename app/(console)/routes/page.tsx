import type { Metadata } from 'next';
import { requireSession } from '#app/require-session.ts';
import { RoutesView } from './routes-view.tsx';

export const metadata: Metadata = { title: 'Routes' };

export default async function RoutesPage() {
  await requireSession('/routes');
  return <RoutesView />;
}
