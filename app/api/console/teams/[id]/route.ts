import { idParams, removed } from '#lib/console/list/schema.ts';
import { deleteTeam } from '#lib/console/teams/delete-team.ts';
import { getTeam } from '#lib/console/teams/get-team.ts';
import { teamItem, updateTeamInput } from '#lib/console/teams/schema.ts';
import { updateTeam } from '#lib/console/teams/update-team.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'One team',
  permission: 'console.read',
  input: { params: idParams },
  answer: teamItem,
  run: (ctx, { params }) => getTeam(ctx, params),
});

export const PATCH = defineRoute({
  summary: 'Change what a team is called and what its keys may use together',
  permission: 'teams.write',
  input: { params: idParams, body: updateTeamInput },
  answer: teamItem,
  run: (ctx, { params, body }) => updateTeam(ctx, { ...params, ...body }),
});

export const DELETE = defineRoute({
  summary: 'Remove a team that no key belongs to',
  permission: 'teams.write',
  input: { params: idParams },
  answer: removed,
  run: (ctx, { params }) => deleteTeam(ctx, params),
});
