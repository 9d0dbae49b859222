import { deleteCredential } from '#lib/console/providers/delete-credential.ts';
import { replaceSecret } from '#lib/console/providers/replace-secret.ts';
import { credentialParams, providerItem, replaceSecretInput } from '#lib/console/providers/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const PUT = defineRoute({
  summary: "Replace a credential's secret",
  permission: 'providers.write',
  input: { params: credentialParams, body: replaceSecretInput },
  answer: providerItem,
  run: (ctx, { params, body }) => replaceSecret(ctx, { ...params, ...body }),
});

export const DELETE = defineRoute({
  summary: "Take a secret out of a provider's pool",
  permission: 'providers.write',
  input: { params: credentialParams },
  answer: providerItem,
  run: (ctx, { params }) => deleteCredential(ctx, params),
});
