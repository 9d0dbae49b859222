import { createTeam } from '#lib/console/teams/create-team.ts';
import { listTeams } from '#lib/console/teams/list-teams.ts';
import { createTeamInput, teamItem, teamList } from '#lib/console/teams/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'Every team with its limits and what it has spent',
  permission: 'console.read',
  input: {},
  answer: teamList,
  run: listTeams,
});

export const POST = defineRoute({
  summary: 'Make a team',
  permission: 'teams.write',
  input: { body: createTeamInput },
  answer: teamItem,
  status: 201,
  run: (ctx, { body }) => createTeam(ctx, body),
});
