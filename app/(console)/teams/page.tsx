import type { Metadata } from 'next';
import { requireSession } from '#app/require-session.ts';
import { TeamsView } from './teams-view.tsx';

export const metadata: Metadata = { title: 'Teams' };

export default async function TeamsPage() {
  await requireSession('/teams');
  return <TeamsView />;
}
