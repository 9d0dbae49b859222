'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readApi, writeApi } from '#app/_ui/api-client.ts';
import type { BudgetItem } from '#lib/console/limits/schema.ts';
import type { Page } from '#lib/console/list/schema.ts';
import type { OrganisationItem } from '#lib/console/organisation/schema.ts';
import type { CreateTeamInput, TeamItem } from '#lib/console/teams/schema.ts';

/** How often what was spent is read again, in milliseconds. */
const useEveryMs = 10_000;

const path = (id: string) => `teams/${encodeURIComponent(id)}`;

/** Every team with what it has spent. */
export const useTeams = () =>
  useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => readApi<Page<TeamItem>>('teams', { signal }),
    refetchInterval: useEveryMs,
  });

/** The organisation with what it has spent. */
export const useOrganisation = () =>
  useQuery({
    queryKey: ['organisation'],
    queryFn: ({ signal }) => readApi<OrganisationItem>('organisation', { signal }),
    refetchInterval: useEveryMs,
  });

const useChange = <Input, Answer>(mutationFn: (input: Input) => Promise<Answer>) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () =>
      Promise.all(
        ['teams', 'keys', 'organisation'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      ),
  });
};

/** Makes a team. */
export const useCreateTeam = () =>
  useChange((input: CreateTeamInput) => writeApi<TeamItem>('POST', 'teams', input));

/** Changes a team's name and limits. */
export const useUpdateTeam = (id: string) =>
  useChange((input: CreateTeamInput) => writeApi<TeamItem>('PATCH', path(id), input));

/** Removes a team that no key belongs to. */
export const useDeleteTeam = () => useChange((id: string) => writeApi<unknown>('DELETE', path(id)));

/** Changes what everybody together may spend. */
export const useUpdateOrganisation = () =>
  useChange((budget: BudgetItem[]) => writeApi<OrganisationItem>('PATCH', 'organisation', { budget }));
