'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { Empty } from '@cloudflare/kumo/components/empty';
import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { PlusIcon, UsersThreeIcon } from '@phosphor-icons/react';
import { useQueryStates } from 'nuqs';
import { DataTable } from '#app/_ui/data-table.tsx';
import { Gate } from '#app/_ui/gate.tsx';
import { PageFrame } from '#app/_ui/page-frame.tsx';
import { QueryRegion } from '#app/_ui/query-region.tsx';
import { RowsSkeleton } from '#app/_ui/skeleton.tsx';
import { OrganisationBudget } from './organisation-budget.tsx';
import { useCreateTeam, useTeams } from './queries.ts';
import { teamParsers } from './search-params.ts';
import { teamColumns } from './team-columns.tsx';
import { TeamDialog } from './team-dialog.tsx';
import { emptyTeam } from './team-form.ts';

/** Every team: its keys, what it spent, and what it may spend. */
export const TeamsView = () => {
  const [state, setState] = useQueryStates(teamParsers, { history: 'replace' });
  const query = useTeams();
  const create = useCreateTeam();
  const toasts = useKumoToastManager();
  const createButton = (
    <Gate permission="teams.write">
      {(blocked) => (
        <Button
          variant="primary"
          icon={<PlusIcon />}
          disabled={blocked}
          onClick={() => void setState({ create: true })}
        >
          Create team
        </Button>
      )}
    </Gate>
  );
  return (
    <PageFrame
      title="Teams"
      purpose="Groups of keys whose spending is read together and limited together."
      action={createButton}
    >
      <OrganisationBudget />
      <section aria-label="Teams" className="overflow-clip rounded-lg border border-kumo-line bg-kumo-base">
        <QueryRegion query={query} what="teams" skeleton={<RowsSkeleton rows={4} rowClassName="h-15" />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                icon={<UsersThreeIcon size={32} />}
                title="No team yet"
                description="A team shows what its keys cost together, and can hold them to one budget."
                contents={createButton}
              />
            ) : (
              <DataTable
                caption="Teams, by name"
                columns={teamColumns}
                rows={items}
                rowId={(team) => team.id}
              />
            )
          }
        </QueryRegion>
      </section>
      <TeamDialog
        open={state.create}
        onOpenChange={(open) => void setState({ create: open || null })}
        title="Create a team"
        values={emptyTeam}
        verb="Create team"
        onSave={async (input) => {
          await create.mutateAsync(input);
          toasts.add({ title: `Team ${input.name} created`, variant: 'success' });
          void setState({ create: null });
        }}
      />
    </PageFrame>
  );
};
