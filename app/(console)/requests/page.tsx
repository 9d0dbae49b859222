import type { Metadata } from 'next';
import { requireSession } from '#app/require-session.ts';
import { RequestsView } from './requests-view.tsx';

export const metadata: Metadata = { title: 'Requests' };

export default async function RequestsPage() {
  await requireSession('/requests');
  return <RequestsView />;
}
