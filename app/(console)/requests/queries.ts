'use client';

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { readApi } from '#app/_ui/api-client.ts';
import { type RangeState, rangeKey, resolveRange } from '#app/_ui/time-range.ts';
import type { KeyItem } from '#lib/console/keys/schema.ts';
import type { Page } from '#lib/console/list/schema.ts';
import type { ProviderItem } from '#lib/console/providers/schema.ts';
import type { RequestItem } from '#lib/console/requests/schema.ts';
import type { RouteItem } from '#lib/console/routes/schema.ts';
import type { TeamItem } from '#lib/console/teams/schema.ts';
import { filterQuery, type RequestFilters } from './search-params.ts';

/** How often live mode looks for new requests, in milliseconds. */
const liveEveryMs = 2_000;
const pageSize = 100;

/** The log, page after page, newest first; read again and again while live. */
export const useRequests = (filters: RequestFilters, range: RangeState, live: boolean) =>
  useInfiniteQuery({
    queryKey: ['requests', rangeKey(range), filterQuery(filters)],
    queryFn: ({ pageParam, signal }) =>
      readApi<Page<RequestItem>>('requests', {
        query: {
          ...resolveRange(range, Date.now()),
          ...filterQuery(filters),
          limit: pageSize,
          cursor: pageParam,
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: live ? liveEveryMs : false,
    placeholderData: keepPreviousData,
  });

/** Names that the filter menus offer. */
export const useFilterChoices = () => {
  const routes = useQuery({
    queryKey: ['routes'],
    queryFn: ({ signal }) => readApi<Page<RouteItem>>('routes', { signal }),
  });
  const providers = useQuery({
    queryKey: ['providers'],
    queryFn: ({ signal }) => readApi<Page<ProviderItem>>('providers', { signal }),
  });
  const keys = useQuery({
    queryKey: ['keys', 'choices'],
    queryFn: ({ signal }) => readApi<Page<KeyItem>>('keys', { query: { limit: 200 }, signal }),
  });
  const teams = useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => readApi<Page<TeamItem>>('teams', { signal }),
  });
  const named = (items: readonly { readonly name: string }[] | undefined) =>
    (items ?? []).map((item) => ({ value: item.name, label: item.name }));
  return {
    route: named(routes.data?.items),
    provider: named(providers.data?.items),
    key: named(keys.data?.items),
    team: named(teams.data?.items),
  };
};
