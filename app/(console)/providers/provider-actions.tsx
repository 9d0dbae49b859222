'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { DropdownMenu } from '@cloudflare/kumo/components/dropdown';
import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { CoinsIcon, DotsThreeIcon, KeyIcon, PencilSimpleIcon, TrashIcon } from '@phosphor-icons/react';
import { useState } from 'react';
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx';
import { Gate } from '#app/_ui/gate.tsx';
import { BudgetDialog } from '#app/_ui/limits/budget-dialog.tsx';
import type { ProviderItem } from '#lib/console/providers/schema.ts';
import { EditProviderDialog } from './edit-provider-dialog.tsx';
import { useDeleteProvider, useUpdateProvider } from './queries.ts';
import { SecretDialog } from './secret-dialog.tsx';

const DeleteProvider = ({
  provider,
  open,
  onOpenChange,
}: {
  readonly provider: ProviderItem;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) => {
  const toasts = useKumoToastManager();
  const remove = useDeleteProvider();
  const confirm = async () => {
    await remove.mutateAsync(provider.id);
    toasts.add({ title: `Provider ${provider.name} deleted`, variant: 'success' });
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Delete the provider ${provider.name}?`}
      description="Its secrets are destroyed and cannot be brought back."
      confirm="Delete provider"
      onConfirm={confirm}
    >
      {provider.routes.length > 0 && (
        <p>
          These routes still name it: <span className="font-mono text-sm">{provider.routes.join(', ')}</span>
        </p>
      )}
    </ConfirmDialog>
  );
};

const ProviderBudget = ({
  provider,
  open,
  onOpenChange,
}: {
  readonly provider: ProviderItem;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) => {
  const toasts = useKumoToastManager();
  const update = useUpdateProvider(provider.id);
  return (
    <BudgetDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Budget of ${provider.name}`}
      description="Once it is spent, calls go on to the next target of their route."
      budget={provider.budget}
      onSave={async (budget) => {
        await update.mutateAsync({ budget });
        toasts.add({ title: `Budget of ${provider.name} saved`, variant: 'success' });
        onOpenChange(false);
      }}
    />
  );
};

/** What can be done to a provider. */
export const ProviderActions = ({ provider }: { readonly provider: ProviderItem }) => {
  const [doing, setDoing] = useState<'edit' | 'credential' | 'budget' | 'delete' | null>(null);
  const opened = (what: typeof doing) => (open: boolean) => setDoing(open ? what : null);
  return (
    <>
      <DropdownMenu>
        <Gate permission="providers.write">
          {(blocked) => (
            <DropdownMenu.Trigger
              render={
                <Button
                  variant="ghost"
                  shape="square"
                  size="sm"
                  disabled={blocked}
                  icon={<DotsThreeIcon size={18} weight="bold" />}
                  aria-label={`Actions for ${provider.name}`}
                />
              }
            />
          )}
        </Gate>
        <DropdownMenu.Content>
          {!provider.simulated && (
            <>
              <DropdownMenu.Item icon={PencilSimpleIcon} onClick={() => setDoing('edit')}>
                Edit
              </DropdownMenu.Item>
              <DropdownMenu.Item icon={KeyIcon} onClick={() => setDoing('credential')}>
                Add a credential
              </DropdownMenu.Item>
            </>
          )}
          <DropdownMenu.Item icon={CoinsIcon} onClick={() => setDoing('budget')}>
            Budget
          </DropdownMenu.Item>
          <DropdownMenu.Separator />
          <DropdownMenu.Item icon={TrashIcon} variant="danger" onClick={() => setDoing('delete')}>
            Delete
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu>
      <EditProviderDialog provider={provider} open={doing === 'edit'} onOpenChange={opened('edit')} />
      <ProviderBudget provider={provider} open={doing === 'budget'} onOpenChange={opened('budget')} />
      <SecretDialog
        provider={provider}
        subject={doing === 'credential' ? { kind: 'add' } : null}
        onClose={() => setDoing(null)}
      />
      <DeleteProvider provider={provider} open={doing === 'delete'} onOpenChange={opened('delete')} />
    </>
  );
};
