import type { Metadata } from 'next';
import { requireSession } from '#app/require-session.ts';
import { defaultRoute } from '#lib/console/routes/default-route.ts';
import { NewRouteView } from './new-route-view.tsx';

export const metadata: Metadata = { title: 'New route' };

export default async function NewRoutePage() {
  await requireSession('/routes/new');
  return <NewRouteView defaults={defaultRoute} />;
}
