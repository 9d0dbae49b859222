'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { Input } from '@cloudflare/kumo/components/input';
import { PlusIcon } from '@phosphor-icons/react';
import { useMemo, useState } from 'react';
import { DataTable } from '#app/_ui/data-table.tsx';
import { FilterBar } from '#app/_ui/filter-bar.tsx';
import { Gate } from '#app/_ui/gate.tsx';
import { PageFrame } from '#app/_ui/page-frame.tsx';
import { QueryRegion } from '#app/_ui/query-region.tsx';
import { RowsSkeleton } from '#app/_ui/skeleton.tsx';
import type { KeyWithSecret } from '#lib/console/keys/schema.ts';
import { keyColumns } from './key-columns.tsx';
import { KeyDialog } from './key-dialog.tsx';
import { emptyKey } from './key-form.ts';
import { KeysEmpty } from './keys-empty.tsx';
import { useCreateKey, useKeys, useRoutes, useTeams } from './queries.ts';
import { SecretOnceDialog } from './secret-once-dialog.tsx';
import { type KeysState, useKeysState } from './use-keys-state.ts';

const statusChoices = [
  { value: 'active', label: 'Active' },
  { value: 'expired', label: 'Expired' },
  { value: 'revoked', label: 'Revoked' },
] as const;

const Filters = ({ view, teams }: { readonly view: KeysState; readonly teams: readonly string[] }) => {
  const [state, setState] = view;
  return (
    <FilterBar
      onClear={() => void setState({ status: null, team: null, q: null })}
      filters={[
        {
          name: 'status',
          label: 'Status',
          values: state.status,
          choices: statusChoices,
          onChange: (values) =>
            void setState({
              status: statusChoices.map((one) => one.value).filter((one) => values.includes(one)),
            }),
        },
        {
          name: 'team',
          label: 'Team',
          values: state.team,
          choices: teams.map((name) => ({ value: name, label: name })),
          onChange: (team) => void setState({ team }),
        },
      ]}
    >
      <Input
        size="sm"
        aria-label="Part of the name"
        placeholder="Find by name"
        value={state.q}
        onChange={(event) => void setState({ q: event.target.value || null })}
      />
    </FilterBar>
  );
};

/** Every virtual key: who uses it, what it may call, whether it works. */
export const KeysView = () => {
  const view = useKeysState();
  const [state, setState] = view;
  const [issued, setIssued] = useState<KeyWithSecret | null>(null);
  const teams = (useTeams().data?.items ?? []).map((team) => team.name);
  const routes = (useRoutes().data?.items ?? []).map((route) => route.name);
  const create = useCreateKey(teams);
  const query = useKeys(state);
  const columns = useMemo(() => keyColumns(setIssued), []);
  const createButton = (
    <Gate permission="keys.write">
      {(blocked) => (
        <Button
          variant="primary"
          icon={<PlusIcon />}
          disabled={blocked}
          onClick={() => void setState({ create: true })}
        >
          Create key
        </Button>
      )}
    </Gate>
  );
  return (
    <PageFrame
      title="Keys"
      purpose="Virtual keys for this gateway: one per person or service, revoked without touching a provider."
      action={createButton}
    >
      <Filters view={view} teams={teams} />
      <section aria-label="Keys" className="overflow-clip rounded-lg border border-kumo-line bg-kumo-base">
        <QueryRegion query={query} what="keys" skeleton={<RowsSkeleton rows={5} rowClassName="h-15" />}>
          {(data) =>
            data.pages[0]?.items.length === 0 ? (
              <KeysEmpty view={view} action={createButton} />
            ) : (
              <>
                <DataTable
                  caption="Virtual keys, newest first"
                  columns={columns}
                  rows={data.pages.flatMap((page) => page.items)}
                  rowId={(key) => key.id}
                />
                {query.hasNextPage && (
                  <div className="flex justify-center p-3">
                    <Button
                      size="sm"
                      loading={query.isFetchingNextPage}
                      onClick={() => void query.fetchNextPage()}
                    >
                      Load older keys
                    </Button>
                  </div>
                )}
              </>
            )
          }
        </QueryRegion>
      </section>
      <KeyDialog
        open={state.create}
        onOpenChange={(open) => void setState({ create: open || null })}
        title="Create a key"
        description="Its secret is shown once, with code that uses it."
        values={emptyKey}
        teams={teams}
        verb="Create key"
        onSave={async (input) => {
          const made = await create.mutateAsync(input);
          void setState({ create: null });
          setIssued(made);
        }}
      />
      <SecretOnceDialog issued={issued} routes={routes} onClose={() => setIssued(null)} />
    </PageFrame>
  );
};
