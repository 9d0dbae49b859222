'use client';

import { LinkButton } from '@cloudflare/kumo/components/button';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { readApi } from '#app/_ui/api-client.ts';
import { QueryRegion } from '#app/_ui/query-region.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import type { SetupState } from '#lib/console/setup/schema.ts';
import { SetupForm } from './setup-form.tsx';

const Message = ({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) => (
  <div className="flex flex-col items-start gap-3">
    <h1 className="text-lg font-semibold tracking-tight text-kumo-strong">{title}</h1>
    <p className="text-kumo-subtle">{children}</p>
    {action}
  </div>
);

/** The one-time set-up: makes the first owner, or says why it cannot. */
export const SetupView = ({ token }: { readonly token: string }) => {
  const query = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => readApi<SetupState>('setup', { signal }),
  });
  return (
    <QueryRegion query={query} what="set-up" skeleton={<Skeleton className="h-96 w-full" />}>
      {(state) => {
        if (!state.needed)
          return (
            <Message
              title="Already set up"
              action={
                <LinkButton href="/sign-in" variant="primary">
                  Sign in
                </LinkButton>
              }
            >
              This installation has an owner, and its set-up link has been used.
            </Message>
          );
        if (token === '')
          return (
            <Message title="Open the whole link">
              The set-up link ends in <code className="font-mono text-sm">?token=…</code>. It was printed when
              Understudy started; copy all of it.
            </Message>
          );
        return <SetupForm token={token} />;
      }}
    </QueryRegion>
  );
};
