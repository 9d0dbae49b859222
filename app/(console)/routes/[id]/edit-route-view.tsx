'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { TrashIcon } from '@phosphor-icons/react';
import { useState } from 'react';
import { Gate } from '#app/_ui/gate.tsx';
import { PageFrame } from '#app/_ui/page-frame.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { QueryRegion } from '#app/_ui/query-region.tsx';
import { SimulatedBadge } from '#app/_ui/simulated-badge.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { SnippetTabs } from '#app/_ui/snippets/snippet-tabs.tsx';
import type { RouteItem } from '#lib/console/routes/schema.ts';
import { BackToRoutes } from '../back-to-routes.tsx';
import type { Defaults } from '../editor/defaults.ts';
import { useRoute } from '../queries.ts';
import { DeleteRoute } from './delete-route.tsx';
import { EditRouteForm } from './edit-route-form.tsx';

const Loading = () => (
  <div className="flex flex-col gap-5">
    <Skeleton className="h-28 w-full rounded-lg" />
    <Skeleton className="h-48 w-full rounded-lg" />
    <Skeleton className="h-96 w-full rounded-lg" />
  </div>
);

const DeleteButton = ({ route }: { readonly route: RouteItem }) => {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Gate permission="routes.write">
        {(blocked) => (
          <Button
            variant="secondary-destructive"
            icon={<TrashIcon />}
            disabled={blocked}
            onClick={() => setAsking(true)}
          >
            Delete
          </Button>
        )}
      </Gate>
      <DeleteRoute route={route} open={asking} onOpenChange={setAsking} />
    </>
  );
};

/** One chain: change it, call it, delete it. */
export const EditRouteView = ({ id, defaults }: { readonly id: string; readonly defaults: Defaults }) => {
  const query = useRoute(id);
  const route = query.data;
  return (
    <PageFrame
      above={<BackToRoutes />}
      title={
        <span className="flex items-center gap-2">
          <span className="font-mono">{route?.name ?? 'Route'}</span>
          {route?.simulated && <SimulatedBadge />}
        </span>
      }
      purpose={route?.summary ?? 'A chain of targets, tried in order until one answers.'}
      action={route && <DeleteButton route={route} />}
    >
      <QueryRegion query={query} what="route" skeleton={<Loading />}>
        {(loaded) => (
          <div className="flex min-w-0 flex-col gap-5">
            <EditRouteForm route={loaded} defaults={defaults} />
            <Panel title="Call it" note="With any key that may call this route.">
              <SnippetTabs model={loaded.name} secretKey={{ variable: 'UNDERSTUDY_KEY' }} />
            </Panel>
          </div>
        )}
      </QueryRegion>
    </PageFrame>
  );
};
