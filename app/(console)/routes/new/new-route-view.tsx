'use client';

import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { useRouter } from 'next/navigation';
import { PageFrame } from '#app/_ui/page-frame.tsx';
import type { CreateRouteInput } from '#lib/console/routes/schema.ts';
import { BackToRoutes } from '../back-to-routes.tsx';
import type { Defaults } from '../editor/defaults.ts';
import { RouteEditor, useRouteForm } from '../editor/route-editor.tsx';
import { emptyRoute, nothingKnown } from '../editor/route-form.ts';
import { showRouteIssues } from '../editor/show-route-issues.ts';
import { useCreateRoute } from '../queries.ts';

/** Makes a chain. */
export const NewRouteView = ({ defaults }: { readonly defaults: Defaults }) => {
  const router = useRouter();
  const toasts = useKumoToastManager();
  const form = useRouteForm(emptyRoute);
  const create = useCreateRoute();
  const save = async (input: CreateRouteInput) => {
    try {
      const route = await create.mutateAsync(input);
      toasts.add({ title: `Route ${route.name} created`, variant: 'success' });
      router.push(`/routes/${route.id}`);
    } catch (error) {
      showRouteIssues(error, form);
    }
  };
  return (
    <PageFrame
      above={<BackToRoutes />}
      title="New route"
      purpose="Name it, list its targets in the order they should be tried, and save."
    >
      <RouteEditor form={form} known={nothingKnown} defaults={defaults} save="Create route" onSave={save} />
    </PageFrame>
  );
};
