'use client';

import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { useRouter } from 'next/navigation';
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx';
import type { RouteItem } from '#lib/console/routes/schema.ts';
import { useDeleteRoute } from '../queries.ts';

const Breaks = ({ what, names }: { readonly what: string; readonly names: readonly string[] }) =>
  names.length === 0 ? null : (
    <p>
      {what} <span className="font-mono text-sm">{names.join(', ')}</span>
    </p>
  );

/** Asks before a route is deleted and says who will notice. */
export const DeleteRoute = ({
  route,
  open,
  onOpenChange,
}: {
  readonly route: RouteItem;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) => {
  const router = useRouter();
  const toasts = useKumoToastManager();
  const remove = useDeleteRoute();
  const confirm = async () => {
    await remove.mutateAsync(route.id);
    toasts.add({ title: `Route ${route.name} deleted`, variant: 'success' });
    router.push('/routes');
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Delete the route ${route.name}?`}
      description={`Calls with model "${route.name}" will get 404 within a second.`}
      confirm="Delete route"
      onConfirm={confirm}
    >
      <Breaks what="Keys that name it:" names={route.keys} />
      <Breaks what="Routes that contain it:" names={route.used_by_routes} />
      <p className="text-kumo-subtle">An earlier version of the configuration can bring it back.</p>
    </ConfirmDialog>
  );
};
