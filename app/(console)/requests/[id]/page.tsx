import type { Metadata } from 'next';
import { requireSession } from '#app/require-session.ts';
import { RequestView } from './request-view.tsx';

export const metadata: Metadata = { title: 'Request' };

export default async function RequestPage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  await requireSession(`/requests/${encodeURIComponent(id)}`);
  return <RequestView id={id} />;
}
