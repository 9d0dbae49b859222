'use client';

import { Button } from '@cloudflare/kumo/components/button';
import { Empty } from '@cloudflare/kumo/components/empty';
import { KeyIcon } from '@phosphor-icons/react';
import type { ReactNode } from 'react';
import type { KeysState } from './use-keys-state.ts';

/** An empty list: no match is not the same as no key. */
export const KeysEmpty = ({ view, action }: { readonly view: KeysState; readonly action: ReactNode }) => {
  const [state, setState] = view;
  const filtered = state.status.length > 0 || state.team.length > 0 || state.q !== '';
  return filtered ? (
    <Empty
      icon={<KeyIcon size={32} />}
      title="No key matches"
      description="No key fits every filter."
      contents={
        <Button onClick={() => void setState({ status: null, team: null, q: null })}>
          Clear the filters
        </Button>
      }
    />
  ) : (
    <Empty
      icon={<KeyIcon size={32} />}
      title="No key yet"
      description="A key lets a person or a service call the gateway."
      contents={action}
    />
  );
};
