'use client';

import { Toasty } from '@cloudflare/kumo/components/toast';
import { TooltipProvider } from '@cloudflare/kumo/components/tooltip';
import { LinkProvider } from '@cloudflare/kumo/utils';
import { QueryClientProvider } from '@tanstack/react-query';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { type ReactNode, useState } from 'react';
import { AppLink } from './_ui/app-link.tsx';
import { makeQueryClient } from './_ui/query-client.ts';

/** What every page stands on: data, links, URL state, toasts and tooltips. */
export const Providers = ({ children }: { readonly children: ReactNode }) => {
  const [queryClient] = useState(makeQueryClient);
  return (
    <QueryClientProvider client={queryClient}>
      <NuqsAdapter>
        <LinkProvider component={AppLink}>
          <TooltipProvider>
            <Toasty>{children}</Toasty>
          </TooltipProvider>
        </LinkProvider>
      </NuqsAdapter>
    </QueryClientProvider>
  );
};
