import { getOrganisation } from '#lib/console/organisation/get-organisation.ts';
import { organisationItem, updateOrganisationInput } from '#lib/console/organisation/schema.ts';
import { updateOrganisation } from '#lib/console/organisation/update-organisation.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'What holds for everybody: time zone, budget and what of it is spent',
  permission: 'console.read',
  input: {},
  answer: organisationItem,
  run: getOrganisation,
});

export const PATCH = defineRoute({
  summary: 'Change the budget of the organisation',
  permission: 'config.write',
  input: { body: updateOrganisationInput },
  answer: organisationItem,
  run: (ctx, { body }) => updateOrganisation(ctx, body),
});
