'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readApi, writeApi } from '#app/_ui/api-client.ts';
import type { AdapterItem } from '#lib/console/adapters/schema.ts';
import type { Page } from '#lib/console/list/schema.ts';
import type { ProviderItem } from '#lib/console/providers/schema.ts';
import type { CreateRouteInput, RouteItem, UpdateRouteInput } from '#lib/console/routes/schema.ts';

/** How often health is read again, in milliseconds. */
const healthEveryMs = 10_000;

/** Every route. */
export const useRoutes = () =>
  useQuery({
    queryKey: ['routes'],
    queryFn: ({ signal }) => readApi<Page<RouteItem>>('routes', { signal }),
    refetchInterval: healthEveryMs,
  });

/** One route. */
export const useRoute = (id: string) =>
  useQuery({
    queryKey: ['route', id],
    queryFn: ({ signal }) => readApi<RouteItem>(`routes/${encodeURIComponent(id)}`, { signal }),
  });

/** Every provider, for the names a chain may hold. */
export const useProviders = () =>
  useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => readApi<Page<ProviderItem>>('providers', { signal }),
  });

/** Every adapter, for the models it suggests. */
export const useAdapters = () =>
  useQuery({
    queryKey: ['adapters'],
    queryFn: ({ signal }) => readApi<Page<AdapterItem>>('adapters', { signal }),
    staleTime: 300_000,
  });

const useRefresh = () => {
  const client = useQueryClient();
  return () =>
    Promise.all(
      ['routes', 'route', 'providers', 'overview'].map((key) =>
        client.invalidateQueries({ queryKey: [key] }),
      ),
    );
};

/** Creates a route. */
export const useCreateRoute = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (input: CreateRouteInput) => writeApi<RouteItem>('POST', 'routes', input),
    onSuccess: refresh,
  });
};

/** Replaces a route; refused with both versions when someone else changed it since. */
export const useUpdateRoute = (id: string) => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (input: UpdateRouteInput) =>
      writeApi<RouteItem>('PUT', `routes/${encodeURIComponent(id)}`, input),
    onSuccess: refresh,
  });
};

/** Deletes a route. */
export const useDeleteRoute = () => {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) => writeApi<unknown>('DELETE', `routes/${encodeURIComponent(id)}`),
    onSuccess: refresh,
  });
};
