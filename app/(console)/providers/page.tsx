import type { Metadata } from 'next';
import { requireSession } from '#app/require-session.ts';
import { ProvidersView } from './providers-view.tsx';

export const metadata: Metadata = { title: 'Providers' };

export default async function ProvidersPage() {
  await requireSession('/providers');
  return <ProvidersView />;
}
