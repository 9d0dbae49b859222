'use client';

import { Button, LinkButton } from '@cloudflare/kumo/components/button';
import { Empty } from '@cloudflare/kumo/components/empty';
import { CoinsIcon, TagIcon } from '@phosphor-icons/react';
import { spendRangeLabel } from './spend-range.ts';
import type { SpendState } from './use-spend-state.ts';

/** No request in the range: a longer one may have some, and a first one needs a key. */
export const SpendEmpty = ({ view: [state, setState] }: { readonly view: SpendState }) => (
  <Empty
    size="sm"
    icon={<CoinsIcon size={32} />}
    title="No request in this range"
    description={`Nothing was asked in "${spendRangeLabel(state)}". Look at a longer range, or create a key and send a request.`}
    contents={
      <div className="flex flex-wrap justify-center gap-2">
        {state.range !== '30d' || state.from !== null ? (
          <Button onClick={() => void setState({ range: null, from: null, to: null })}>
            Look at 30 days
          </Button>
        ) : null}
        <LinkButton variant="secondary" href="/keys?create=true">
          Create a key
        </LinkButton>
      </div>
    }
  />
);

/** Grouping by a tag needs its name. */
export const NameTheTag = () => (
  <Empty
    size="sm"
    icon={<TagIcon size={32} />}
    title="Which tag?"
    description="Write the name of a tag above, as requests carry it, for example project."
  />
);
