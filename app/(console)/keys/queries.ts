'use client';

import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { readApi, writeApi } from '#app/_ui/api-client.ts';
import type { CreateKeyInput, KeyItem, KeyWithSecret, UpdateKeyInput } from '#lib/console/keys/schema.ts';
import type { Page } from '#lib/console/list/schema.ts';
import type { RouteItem } from '#lib/console/routes/schema.ts';
import type { TeamItem } from '#lib/console/teams/schema.ts';

const path = (id: string) => `keys/${encodeURIComponent(id)}`;

/** What the list is narrowed to. */
export interface KeyFilters {
  readonly status: readonly string[];
  readonly team: readonly string[];
  readonly q: string;
}

/** The keys, page after page, newest first. */
export const useKeys = ({ status, team, q }: KeyFilters) =>
  useInfiniteQuery({
    queryKey: ['keys', 'list', status, team, q],
    queryFn: ({ pageParam, signal }) =>
      readApi<Page<KeyItem>>('keys', {
        query: { status, team, q: q.trim() || null, limit: 100, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });

/** Every route, for what a key may call. */
export const useRoutes = () =>
  useQuery({
    queryKey: ['routes'],
    queryFn: ({ signal }) => readApi<Page<RouteItem>>('routes', { signal }),
  });

/** Every team. */
export const useTeams = () =>
  useQuery({ queryKey: ['teams'], queryFn: ({ signal }) => readApi<Page<TeamItem>>('teams', { signal }) });

const useChange = <Input, Answer>(mutationFn: (input: Input) => Promise<Answer>) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () =>
      Promise.all(['keys', 'teams', 'routes'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
};

/** Creates a team when the name is new, because a key can only join one that exists. */
const ensureTeam = async (name: string | null | undefined, existing: readonly string[]) => {
  if (name && !existing.includes(name)) await writeApi<TeamItem>('POST', 'teams', { name });
};

/** Creates a key; the answer holds its secret, this once. `teams` are the names that exist. */
export const useCreateKey = (teams: readonly string[]) =>
  useChange(async (input: CreateKeyInput) => {
    await ensureTeam(input.team, teams);
    return writeApi<KeyWithSecret>('POST', 'keys', input);
  });

/** Changes what a key may do. `teams` are the names that exist. */
export const useUpdateKey = (id: string, teams: readonly string[]) =>
  useChange(async (input: UpdateKeyInput) => {
    await ensureTeam(input.team, teams);
    return writeApi<KeyItem>('PATCH', path(id), input);
  });

/** Gives a key a new secret; the old one stops at once. */
export const useRotateKey = () =>
  useChange((id: string) => writeApi<KeyWithSecret>('POST', `${path(id)}/rotate`, { grace: 'now' }));

/** Revokes a key for good. */
export const useRevokeKey = () => useChange((id: string) => writeApi<unknown>('DELETE', path(id)));
