'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { DropdownMenu } from '@cloudflare/kumo/components/dropdown';
import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { ArrowsClockwiseIcon, DotsThreeIcon, PencilSimpleIcon, ProhibitIcon } from '@phosphor-icons/react';
import { useState } from 'react';
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx';
import { RelativeTime } from '#app/_ui/relative-time.tsx';
import { useMay } from '#app/_ui/shell/session-context.tsx';
import type { KeyItem, KeyWithSecret } from '#lib/console/keys/schema.ts';
import { KeyDialog } from './key-dialog.tsx';
import { keyFormOf } from './key-form.ts';
import { useRevokeKey, useRotateKey, useTeams, useUpdateKey } from './queries.ts';

const LastUse = ({ apiKey }: { readonly apiKey: KeyItem }) =>
  apiKey.last_used_at === null ? (
    <p>It has never been used.</p>
  ) : (
    <p>
      It was last used <RelativeTime iso={apiKey.last_used_at} />: whoever uses it will get 401.
    </p>
  );

const EditKey = ({ apiKey, open, onOpenChange }: ActionProps) => {
  const toasts = useKumoToastManager();
  const teams = (useTeams().data?.items ?? []).map((team) => team.name);
  const update = useUpdateKey(apiKey.id, teams);
  return (
    <KeyDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Edit ${apiKey.name}`}
      description="The secret stays the same."
      values={keyFormOf(apiKey)}
      teams={teams}
      verb="Save key"
      onSave={async (input) => {
        await update.mutateAsync(input);
        toasts.add({ title: `Key ${input.name} saved`, variant: 'success' });
        onOpenChange(false);
      }}
    />
  );
};

interface ActionProps {
  readonly apiKey: KeyItem;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

const RotateKey = ({
  apiKey,
  open,
  onOpenChange,
  onIssued,
}: ActionProps & { readonly onIssued: (issued: KeyWithSecret) => void }) => {
  const rotate = useRotateKey();
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Rotate ${apiKey.name}?`}
      description="It gets a new secret. The old one stops within a second."
      confirm="Rotate key"
      onConfirm={async () => onIssued(await rotate.mutateAsync(apiKey.id))}
    >
      <LastUse apiKey={apiKey} />
    </ConfirmDialog>
  );
};

const RevokeKey = ({ apiKey, open, onOpenChange }: ActionProps) => {
  const toasts = useKumoToastManager();
  const revoke = useRevokeKey();
  const confirm = async () => {
    await revoke.mutateAsync(apiKey.id);
    toasts.add({ title: `Key ${apiKey.name} revoked`, variant: 'success' });
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Revoke ${apiKey.name}?`}
      description="It stops within a second and cannot be brought back. Its requests and costs stay in the log."
      confirm="Revoke key"
      onConfirm={confirm}
    >
      <LastUse apiKey={apiKey} />
    </ConfirmDialog>
  );
};

/** What can be done to a key that works. */
export const KeyActions = ({
  apiKey,
  onIssued,
}: {
  readonly apiKey: KeyItem;
  readonly onIssued: (issued: KeyWithSecret) => void;
}) => {
  const { may } = useMay('keys.write');
  const [doing, setDoing] = useState<'edit' | 'rotate' | 'revoke' | null>(null);
  const opened = (what: typeof doing) => (open: boolean) => setDoing(open ? what : null);
  if (!may || apiKey.status === 'revoked') return null;
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
              aria-label={`Actions for ${apiKey.name}`}
            />
          }
        />
        <DropdownMenu.Content>
          <DropdownMenu.Item icon={PencilSimpleIcon} onClick={() => setDoing('edit')}>
            Edit
          </DropdownMenu.Item>
          <DropdownMenu.Item icon={ArrowsClockwiseIcon} onClick={() => setDoing('rotate')}>
            Rotate
          </DropdownMenu.Item>
          <DropdownMenu.Separator />
          <DropdownMenu.Item icon={ProhibitIcon} variant="danger" onClick={() => setDoing('revoke')}>
            Revoke
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu>
      {doing === 'edit' && <EditKey apiKey={apiKey} open onOpenChange={opened('edit')} />}
      <RotateKey
        apiKey={apiKey}
        open={doing === 'rotate'}
        onOpenChange={opened('rotate')}
        onIssued={onIssued}
      />
      <RevokeKey apiKey={apiKey} open={doing === 'revoke'} onOpenChange={opened('revoke')} />
    </>
  );
};
