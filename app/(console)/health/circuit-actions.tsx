'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { useKumoToastManager } from '@cloudflare/kumo/components/toast';
import { useState } from 'react';
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx';
import { Gate } from '#app/_ui/gate.tsx';
import type { BoardTarget } from '#lib/console/circuits/schema.ts';
import { ForceOpenDialog } from './force-open-dialog.tsx';
import { useOrderCircuit } from './queries.ts';

type Doing = 'force' | 'lift' | 'reset' | null;

const Dialogs = ({
  target,
  doing,
  onClose,
}: {
  readonly target: string;
  readonly doing: Doing;
  readonly onClose: () => void;
}) => {
  const toasts = useKumoToastManager();
  const order = useOrderCircuit();
  const give = async (action: 'release' | 'reset', done: string) => {
    await order.mutateAsync({ action, target });
    toasts.add({ title: done, variant: 'success' });
  };
  return (
    <>
      <ForceOpenDialog target={doing === 'force' ? target : null} onClose={onClose} />
      <ConfirmDialog
        open={doing === 'lift'}
        onOpenChange={(open) => !open && onClose()}
        title={`Let calls reach ${target} again?`}
        description="Every gateway lets go of it within a second; traffic grows back over ten seconds."
        confirm="Lift the order"
        onConfirm={() => give('release', `${target} is lifted`)}
      />
      <ConfirmDialog
        open={doing === 'reset'}
        onOpenChange={(open) => !open && onClose()}
        title={`Reset ${target}?`}
        description="Every gateway closes its circuit within a second, whatever held it open, and forgets its failures; traffic grows back over ten seconds."
        confirm="Reset circuit"
        onConfirm={() => give('reset', `${target} is reset`)}
      >
        <p>
          Whether its streams agree with those of other targets is forgotten too: replays that were given up
          are tried again.
        </p>
      </ConfirmDialog>
    </>
  );
};

/** What an operator can order of one target. */
export const CircuitActions = ({ target: { target, order } }: { readonly target: BoardTarget }) => {
  const [doing, setDoing] = useState<Doing>(null);
  const button = (what: Exclude<Doing, null>, label: string) => (
    <Gate permission="circuits.write">
      {(blocked) => (
        <Button
          size="sm"
          disabled={blocked}
          aria-label={`${label}: ${target}`}
          onClick={() => setDoing(what)}
        >
          {label}
        </Button>
      )}
    </Gate>
  );
  return (
    <div className="flex shrink-0 flex-wrap gap-2">
      {order === null ? button('force', 'Force open') : button('lift', 'Lift')}
      {button('reset', 'Reset')}
      <Dialogs target={target} doing={doing} onClose={() => setDoing(null)} />
    </div>
  );
};
