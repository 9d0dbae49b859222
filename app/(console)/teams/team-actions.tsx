'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { DropdownMenu } from '@cloudflare/kumo/components/dropdown';
import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { DotsThreeIcon, PencilSimpleIcon, TrashIcon } from '@phosphor-icons/react';
import { useState } from 'react';
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx';
import { plural } from '#app/_ui/format-number.ts';
import { useMay } from '#app/_ui/shell/session-context.tsx';
import type { TeamItem } from '#lib/console/teams/schema.ts';
import { useDeleteTeam, useUpdateTeam } from './queries.ts';
import { TeamDialog } from './team-dialog.tsx';
import { teamFormOf } from './team-form.ts';

/** What can be done to a team. */
export const TeamActions = ({ team }: { readonly team: TeamItem }) => {
  const { may } = useMay('teams.write');
  const toasts = useKumoToastManager();
  const update = useUpdateTeam(team.id);
  const remove = useDeleteTeam();
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null);
  const opened = (what: typeof doing) => (open: boolean) => setDoing(open ? what : null);
  if (!may) return null;
  return (
    <>
      <DropdownMenu>
        <DropdownMenu.Trigger
          render={
            <Button
              variant="ghost"
              shape="square"
              size="sm"
              icon={<DotsThreeIcon size={18} weight="bold" />}
              aria-label={`Actions for ${team.name}`}
            />
          }
        />
        <DropdownMenu.Content>
          <DropdownMenu.Item icon={PencilSimpleIcon} onClick={() => setDoing('edit')}>
            Edit
          </DropdownMenu.Item>
          <DropdownMenu.Separator />
          <DropdownMenu.Item icon={TrashIcon} variant="danger" onClick={() => setDoing('delete')}>
            Delete
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu>
      <TeamDialog
        open={doing === 'edit'}
        onOpenChange={opened('edit')}
        title={`Edit ${team.name}`}
        values={teamFormOf(team)}
        verb="Save team"
        onSave={async (input) => {
          await update.mutateAsync(input);
          toasts.add({ title: `Team ${input.name} saved`, variant: 'success' });
          setDoing(null);
        }}
      />
      <ConfirmDialog
        open={doing === 'delete'}
        onOpenChange={opened('delete')}
        title={`Delete the team ${team.name}?`}
        description="Its requests and costs stay in the log under its name."
        confirm="Delete team"
        onConfirm={async () => {
          await remove.mutateAsync(team.id);
          toasts.add({ title: `Team ${team.name} deleted`, variant: 'success' });
        }}
      >
        {team.active_keys > 0 && (
          <p>
            {plural(team.active_keys, 'key')} {team.active_keys === 1 ? 'belongs' : 'belong'} to it. Move{' '}
            {team.active_keys === 1 ? 'it' : 'them'} first: without the team, its limits would be gone too.
          </p>
        )}
      </ConfirmDialog>
    </>
  );
};
