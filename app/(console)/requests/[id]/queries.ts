'use client';

import { useQuery } from '@tanstack/react-query';
import { readApi } from '#app/_ui/api-client.ts';
import type { RequestDetail } from '#lib/console/requests/schema.ts';

/** One request with its attempts and skipped targets. A finished request never changes. */
export const useRequest = (id: string) =>
  useQuery({
    queryKey: ['request', id],
    queryFn: ({ signal }) => readApi<RequestDetail>(`requests/${encodeURIComponent(id)}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
