'use client';

import { Button, LinkButton } from '@cloudflare/kumo/components/button';
import { Empty } from '@cloudflare/kumo/components/empty';
import { ListMagnifyingGlassIcon } from '@phosphor-icons/react';
import { rangeLabel } from '#app/_ui/time-range.ts';
import { noFilters } from './search-params.ts';
import type { RequestsState } from './use-requests-state.ts';

/** An empty log: no match is not the same as no data. */
export const RequestsEmpty = ({
  filtered,
  view,
}: {
  readonly filtered: boolean;
  readonly view: RequestsState;
}) => {
  const [state, setState] = view;
  return filtered ? (
    <Empty
      icon={<ListMagnifyingGlassIcon size={32} />}
      title="No request matches"
      description={`Nothing in "${rangeLabel(state)}" fits every filter.`}
      contents={<Button onClick={() => void setState(noFilters)}>Clear the filters</Button>}
    />
  ) : (
    <Empty
      icon={<ListMagnifyingGlassIcon size={32} />}
      title="No requests yet in this range"
      description="Requests appear here a second after they end. Create a key and send one, or look at a longer range."
      contents={<LinkButton href="/keys?create=true">Create a key</LinkButton>}
    />
  );
};
