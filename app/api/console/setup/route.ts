import { completeSetup } from '#lib/console/setup/complete-setup.ts';
import { getSetupState } from '#lib/console/setup/get-setup-state.ts';
import { createdOwner, createOwnerInput, setupState } from '#lib/console/setup/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'Whether the first owner is still to be made',
  permission: 'public',
  input: {},
  answer: setupState,
  run: getSetupState,
});

export const POST = defineRoute({
  summary: 'Make the first owner with the token of the set-up link',
  permission: 'public',
  input: { body: createOwnerInput },
  answer: createdOwner,
  status: 201,
  run: (world, { body }) => completeSetup(world, body),
});
