'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { Empty } from '@cloudflare/kumo/components/empty';
import { PlugsIcon, PlusIcon } from '@phosphor-icons/react';
import { useQueryStates } from 'nuqs';
import { Gate } from '#app/_ui/gate.tsx';
import { PageFrame } from '#app/_ui/page-frame.tsx';
import { QueryRegion } from '#app/_ui/query-region.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { AddProviderDialog } from './add-provider-dialog.tsx';
import { ProviderCard } from './provider-card.tsx';
import { useProviders } from './queries.ts';
import { providerParsers } from './search-params.ts';

const Loading = () => (
  <div className="flex flex-col gap-4">
    <Skeleton className="h-36 w-full rounded-lg" />
    <Skeleton className="h-36 w-full rounded-lg" />
  </div>
);

/** Every connection: its health, its pool of secrets, and how to test it. */
export const ProvidersView = () => {
  const [state, setState] = useQueryStates(providerParsers, { history: 'replace' });
  const query = useProviders();
  const add = (
    <Gate permission="providers.write">
      {(blocked) => (
        <Button
          variant="primary"
          icon={<PlusIcon />}
          disabled={blocked}
          onClick={() => void setState({ add: true })}
        >
          Add provider
        </Button>
      )}
    </Gate>
  );
  return (
    <PageFrame
      title="Providers"
      purpose="Connections to those who run the models, each with its pool of secrets."
      action={add}
    >
      <QueryRegion query={query} what="providers" skeleton={<Loading />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              icon={<PlugsIcon size={32} />}
              title="No provider yet"
              description="Add the first connection; its secret is sealed when saved."
              contents={add}
            />
          ) : (
            <ul className="flex flex-col gap-4">
              {items.map((provider) => (
                <ProviderCard
                  key={provider.id}
                  provider={provider}
                  pointedOut={state.provider === provider.id || state.provider === provider.name}
                />
              ))}
            </ul>
          )
        }
      </QueryRegion>
      <AddProviderDialog open={state.add} onOpenChange={(open) => void setState({ add: open || null })} />
    </PageFrame>
  );
};
