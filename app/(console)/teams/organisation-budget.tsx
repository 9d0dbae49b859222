'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { useState } from 'react';
import { Gate } from '#app/_ui/gate.tsx';
import { BudgetBars } from '#app/_ui/limits/budget-bars.tsx';
import { BudgetDialog } from '#app/_ui/limits/budget-dialog.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { QueryRegion } from '#app/_ui/query-region.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { useOrganisation, useUpdateOrganisation } from './queries.ts';

/** What everybody together may spend, and how much of it is gone. */
export const OrganisationBudget = () => {
  const query = useOrganisation();
  const update = useUpdateOrganisation();
  const toasts = useKumoToastManager();
  const [editing, setEditing] = useState(false);
  const { data } = query;
  return (
    <Panel
      title="Organisation budget"
      note={data && `Days and months begin in ${data.time_zone}.`}
      aside={
        <Gate permission="config.write">
          {(blocked) => (
            <Button
              size="sm"
              disabled={blocked || data === undefined}
              aria-label="Edit the organisation budget"
              onClick={() => setEditing(true)}
            >
              Edit
            </Button>
          )}
        </Gate>
      }
    >
      <QueryRegion query={query} what="organisation" skeleton={<Skeleton className="h-5 w-64" />}>
        {({ usage }) =>
          usage.length === 0 ? (
            <p className="text-kumo-subtle">
              No budget: everybody may spend what their keys and teams allow.
            </p>
          ) : (
            <BudgetBars usage={usage} className="max-w-120" />
          )
        }
      </QueryRegion>
      <BudgetDialog
        open={editing}
        onOpenChange={setEditing}
        title="Organisation budget"
        description="What all keys together may spend."
        budget={data?.budget ?? []}
        onSave={async (budget) => {
          await update.mutateAsync(budget);
          toasts.add({ title: 'Organisation budget saved', variant: 'success' });
          setEditing(false);
        }}
      />
    </Panel>
  );
};
