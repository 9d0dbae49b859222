'use client';

import { Checkbox } from '@cloudflare/kumo/components/checkbox';
import { LayerDialog } from '@cloudflare/kumo/components/layer-dialog';
import { useState } from 'react';
import { SnippetTabs } from '#app/_ui/snippets/snippet-tabs.tsx';
import { useCopy } from '#app/_ui/use-copy.ts';
import type { KeyWithSecret } from '#lib/console/keys/schema.ts';

const Shown = ({
  issued,
  model,
  stored,
  onStored,
}: {
  readonly issued: KeyWithSecret;
  readonly model: string;
  readonly stored: boolean;
  readonly onStored: (stored: boolean) => void;
}) => {
  const { copied, copy } = useCopy();
  return (
    <LayerDialog.Content size="lg">
      <LayerDialog.Title>{`The secret of ${issued.name}`}</LayerDialog.Title>
      <LayerDialog.Description>
        It is shown this once: only a hash of it is kept. Store it, tick the box, then close.
      </LayerDialog.Description>
      <LayerDialog.Body>
        <div className="flex min-w-0 flex-col gap-5">
          <output
            aria-label="Secret"
            className="rounded-md border border-kumo-line bg-kumo-recessed px-3 py-2.5 font-mono text-sm break-all text-kumo-strong select-all"
          >
            {issued.secret}
          </output>
          <section className="flex min-w-0 flex-col gap-2" aria-label="First call">
            <h3 className="font-medium text-kumo-strong">First call</h3>
            <SnippetTabs model={model} secretKey={{ secret: issued.secret }} />
          </section>
          <Checkbox
            label="I have stored the secret"
            checked={stored}
            onCheckedChange={(checked) => onStored(checked === true)}
          />
        </div>
      </LayerDialog.Body>
      <LayerDialog.Actions dismissLabel="Done">
        <LayerDialog.Actions.Primary onClick={() => copy(issued.secret)}>
          {copied ? 'Copied' : 'Copy secret'}
        </LayerDialog.Actions.Primary>
      </LayerDialog.Actions>
    </LayerDialog.Content>
  );
};

/** A secret, shown this once. Neither Escape nor a click beside it closes it before it was stored. */
export const SecretOnceDialog = ({
  issued,
  routes,
  onClose,
}: {
  /** Null = closed. */
  readonly issued: KeyWithSecret | null;
  /** Names of the routes, for a call that works. */
  readonly routes: readonly string[];
  readonly onClose: () => void;
}) => {
  const [stored, setStored] = useState(false);
  const close = (open: boolean) => {
    if (open) return;
    setStored(false);
    onClose();
  };
  return (
    <LayerDialog.Root open={issued !== null} onOpenChange={close} dismissDisabled={!stored}>
      {issued && (
        <Shown
          issued={issued}
          model={issued.models?.[0] ?? routes[0] ?? 'your-route'}
          stored={stored}
          onStored={setStored}
        />
      )}
    </LayerDialog.Root>
  );
};
