import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-client.ts';

const signInAgain = (error: unknown) => {
  if (!(error instanceof ApiError) || error.code !== 'unauthenticated') return;
  if (window.location.pathname.startsWith('/sign-in')) return;
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
};

const worthRetrying = (failures: number, error: unknown) =>
  failures < 1 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500);

/** The one cache of console data. A session that ended sends the viewer to sign in and back. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    queryCache: new QueryCache({ onError: signInAgain }),
    mutationCache: new MutationCache({ onError: signInAgain }),
    defaultOptions: {
      queries: { staleTime: 5_000, retry: worthRetrying, retryDelay: 500 },
      mutations: { retry: false },
    },
  });
