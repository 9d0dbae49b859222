import type { Metadata } from 'next';
import { requireSession } from '#app/require-session.ts';
import { OverviewView } from './overview-view.tsx';

export const metadata: Metadata = { title: 'Overview' };

export default async function OverviewPage() {
  await requireSession('/overview');
  return <OverviewView />;
}
