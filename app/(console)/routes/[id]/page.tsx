import type { Metadata } from 'next';
import { requireSession } from '#app/require-session.ts';
import { defaultRoute } from '#lib/console/routes/default-route.ts';
import { EditRouteView } from './edit-route-view.tsx';

export const metadata: Metadata = { title: 'Route' };

export default async function RoutePage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  await requireSession(`/routes/${encodeURIComponent(id)}`);
  return <EditRouteView id={id} defaults={defaultRoute} />;
}
