import { deleteCredential } from '#lib/console/providers/delete-credential.ts';
import { replaceSecret } from '#lib/console/providers/replace-secret.ts';
import {
  credentialParams,
  providerItem,
  replaceSecretInput,
  updateCredentialInput,
} from '#lib/console/providers/schema.ts';
import { updateCredential } from '#lib/console/providers/update-credential.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const PUT = defineRoute({
  summary: "Replace a credential's secret",
  permission: 'providers.write',
  input: { params: credentialParams, body: replaceSecretInput },
  answer: providerItem,
  run: (ctx, { params, body }) => replaceSecret(ctx, { ...params, ...body }),
});

export const PATCH = defineRoute({
  summary: "Change a credential's weight and limits; its secret stays",
  permission: 'providers.write',
  input: { params: credentialParams, body: updateCredentialInput },
  answer: providerItem,
  run: (ctx, { params, body }) => updateCredential(ctx, { ...params, ...body }),
});

export const DELETE = defineRoute({
  summary: "Take a secret out of a provider's pool",
  permission: 'providers.write',
  input: { params: credentialParams },
  answer: providerItem,
  run: (ctx, { params }) => deleteCredential(ctx, params),
});
