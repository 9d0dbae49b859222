'use client';

import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { useState } from 'react';
import { ApiError } from '#app/_ui/api-client.ts';
import {
  type CreateRouteInput,
  type RouteConflict,
  type RouteItem,
  routeConflict,
} from '#lib/console/routes/schema.ts';
import type { Defaults } from '../editor/defaults.ts';
import { RouteEditor, useRouteForm } from '../editor/route-editor.tsx';
import { formOf } from '../editor/route-form.ts';
import { showRouteIssues } from '../editor/show-route-issues.ts';
import { useUpdateRoute } from '../queries.ts';
import { ConflictNotice } from './conflict-notice.tsx';

const conflictIn = (error: unknown): RouteConflict | null => {
  if (!(error instanceof ApiError) || error.code !== 'conflict') return null;
  return routeConflict.safeParse(error.details).data ?? null;
};

/** Edits a chain. When someone else changed it meanwhile, both versions are shown and nothing is overwritten. */
export const EditRouteForm = ({
  route,
  defaults,
}: {
  readonly route: RouteItem;
  readonly defaults: Defaults;
}) => {
  const toasts = useKumoToastManager();
  const form = useRouteForm(formOf(route));
  const update = useUpdateRoute(route.id);
  const [base, setBase] = useState(route);
  const [conflict, setConflict] = useState<RouteConflict | null>(null);
  const start = (from: RouteItem) => {
    form.reset(formOf(from));
    setBase(from);
    setConflict(null);
  };
  const send = async (input: CreateRouteInput, version: string) => {
    try {
      start(await update.mutateAsync({ ...input, version }));
      toasts.add({ title: `Route ${input.name} saved`, variant: 'success' });
    } catch (error) {
      const found = conflictIn(error);
      if (found) setConflict(found);
      else showRouteIssues(error, form);
    }
  };
  return (
    <RouteEditor
      form={form}
      known={base}
      defaults={defaults}
      save="Save route"
      onSave={(input) => send(input, base.version)}
    >
      {conflict && (
        <ConflictNotice
          conflict={conflict}
          onTheirs={() => start(conflict.current)}
          onMine={() => void form.handleSubmit((input) => send(input, conflict.current.version))()}
        />
      )}
    </RouteEditor>
  );
};
