import { idParams } from '#lib/console/list/schema.ts';
import { addCredential } from '#lib/console/providers/add-credential.ts';
import { addCredentialInput, providerItem } from '#lib/console/providers/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const POST = defineRoute({
  summary: "Add a secret to a provider's pool",
  permission: 'providers.write',
  input: { params: idParams, body: addCredentialInput },
  answer: providerItem,
  status: 201,
  run: (ctx, { params, body }) => addCredential(ctx, { ...params, ...body }),
});
