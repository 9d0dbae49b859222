import { idParams, removed } from '#lib/console/list/schema.ts';
import { deleteProvider } from '#lib/console/providers/delete-provider.ts';
import { getProvider } from '#lib/console/providers/get-provider.ts';
import { providerItem, updateProviderInput } from '#lib/console/providers/schema.ts';
import { updateProvider } from '#lib/console/providers/update-provider.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'One provider',
  permission: 'console.read',
  input: { params: idParams },
  answer: providerItem,
  run: (ctx, { params }) => getProvider(ctx, params),
});

export const PATCH = defineRoute({
  summary: 'Change a provider; a new base URL asks for every secret again',
  permission: 'providers.write',
  input: { params: idParams, body: updateProviderInput },
  answer: providerItem,
  run: (ctx, { params, body }) => updateProvider(ctx, { ...params, ...body }),
});

export const DELETE = defineRoute({
  summary: 'Remove a provider that no route and no key uses',
  permission: 'providers.write',
  input: { params: idParams },
  answer: removed,
  run: (ctx, { params }) => deleteProvider(ctx, params),
});
