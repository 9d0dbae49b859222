'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { PlugsConnectedIcon, TrashIcon } from '@phosphor-icons/react';
import { useState } from 'react';
import { ConfirmDialog } from '#app/_ui/confirm-dialog.tsx';
import { RelativeTime } from '#app/_ui/relative-time.tsx';
import { useMay } from '#app/_ui/shell/session-context.tsx';
import type { CredentialItem, ProviderItem } from '#lib/console/providers/schema.ts';
import { limitsSentence } from './limits.ts';
import { LimitsDialog } from './limits-dialog.tsx';
import { useDeleteCredential, useTestProvider } from './queries.ts';
import { SecretDialog } from './secret-dialog.tsx';
import { TestOutcome } from './test-outcome.tsx';

const Buttons = ({
  provider,
  credential,
  onTest,
  testing,
}: {
  readonly provider: ProviderItem;
  readonly credential: CredentialItem;
  readonly onTest: () => void;
  readonly testing: boolean;
}) => {
  const { may } = useMay('providers.write');
  const [doing, setDoing] = useState<'replace' | 'limits' | 'remove' | null>(null);
  const remove = useDeleteCredential({ provider: provider.id, credential: credential.id });
  if (!may) return null;
  return (
    <div className="flex shrink-0 flex-wrap gap-2">
      <Button size="sm" icon={<PlugsConnectedIcon />} loading={testing} onClick={onTest}>
        Test
      </Button>
      {!provider.simulated && (
        <>
          <Button size="sm" onClick={() => setDoing('limits')} aria-label={`Limits of ${credential.name}`}>
            Limits
          </Button>
          <Button size="sm" onClick={() => setDoing('replace')}>
            Replace secret
          </Button>
          <Button
            size="sm"
            variant="ghost"
            shape="square"
            icon={<TrashIcon />}
            aria-label={`Remove credential ${credential.name}`}
            onClick={() => setDoing('remove')}
          />
        </>
      )}
      <SecretDialog
        provider={provider}
        subject={doing === 'replace' ? { kind: 'replace', credential } : null}
        onClose={() => setDoing(null)}
      />
      <LimitsDialog
        provider={provider}
        credential={credential}
        open={doing === 'limits'}
        onOpenChange={(open) => setDoing(open ? 'limits' : null)}
      />
      <ConfirmDialog
        open={doing === 'remove'}
        onOpenChange={(open) => setDoing(open ? 'remove' : null)}
        title={`Remove the credential ${credential.name}?`}
        description="Its secret is destroyed and cannot be brought back."
        confirm="Remove credential"
        onConfirm={() => remove.mutateAsync(undefined)}
      >
        {provider.credentials.length === 1 && (
          <p>It is the last one: targets of {provider.name} will be passed over until another is added.</p>
        )}
      </ConfirmDialog>
    </div>
  );
};

const CredentialRow = ({
  provider,
  credential,
}: {
  readonly provider: ProviderItem;
  readonly credential: CredentialItem;
}) => {
  const test = useTestProvider();
  const { adapter, base_url, allow_private_network } = provider;
  return (
    <li className="flex flex-col gap-2 border-t border-kumo-hairline px-4 py-2.5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="flex min-w-0 flex-wrap items-baseline gap-x-4 gap-y-0.5">
          <span className="font-medium">{credential.name}</span>
          {credential.hint !== '' && (
            <span className="font-mono text-sm text-kumo-subtle" title="Ends in these characters">
              …{credential.hint}
            </span>
          )}
          {provider.credentials.length > 1 && (
            <span className="text-sm text-kumo-subtle">weight {credential.weight}</span>
          )}
          {!provider.simulated && (
            <span className="text-sm text-kumo-subtle">{limitsSentence(credential)}</span>
          )}
          <span className="text-sm text-kumo-subtle">
            set <RelativeTime iso={credential.rotated_at} />
          </span>
        </div>
        <Buttons
          provider={provider}
          credential={credential}
          testing={test.isPending}
          onTest={() =>
            test.mutate({ adapter, base_url, allow_private_network, credential_id: credential.id })
          }
        />
      </div>
      <TestOutcome test={test} />
    </li>
  );
};

/** The pool of a provider: what tells the secrets apart, never the secrets. */
export const CredentialList = ({ provider }: { readonly provider: ProviderItem }) =>
  provider.credentials.length === 0 ? (
    <p className="border-t border-kumo-hairline px-4 py-2.5 text-sm text-kumo-subtle">
      No credential: calls go out without one.
    </p>
  ) : (
    <ul aria-label={`Credentials of ${provider.name}`}>
      {provider.credentials.map((credential) => (
        <CredentialRow key={credential.id} provider={provider} credential={credential} />
      ))}
    </ul>
  );
