import { testProviderInput, testResult } from '#lib/console/providers/schema.ts';
import { testProvider } from '#lib/console/providers/test-provider.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const POST = defineRoute({
  summary: 'Try the values of a form, saved or not',
  permission: 'providers.write',
  input: { body: testProviderInput },
  answer: testResult,
  run: (ctx, { body }) => testProvider(ctx, body),
});
