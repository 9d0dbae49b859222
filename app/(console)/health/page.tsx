import type { Metadata } from 'next';
import { requireSession } from '#app/require-session.ts';
import { HealthView } from './health-view.tsx';

export const metadata: Metadata = { title: 'Health' };

export default async function HealthPage() {
  await requireSession('/health');
  return <HealthView />;
}
