import { createProvider } from '#lib/console/providers/create-provider.ts';
import { listProviders } from '#lib/console/providers/list-providers.ts';
import { createProviderInput, providerItem, providerList } from '#lib/console/providers/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'Every provider with its pool of credentials, its health and the routes that reach it',
  permission: 'console.read',
  input: {},
  answer: providerList,
  run: listProviders,
});

export const POST = defineRoute({
  summary: 'Connect a provider',
  permission: 'providers.write',
  input: { body: createProviderInput },
  answer: providerItem,
  status: 201,
  run: (ctx, { body }) => createProvider(ctx, body),
});
