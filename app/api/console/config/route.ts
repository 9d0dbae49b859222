import { applyDocument } from '#lib/console/config/apply-document.ts';
import { getConfig } from '#lib/console/config/get-config.ts';
import { appliedConfig, applyDocumentInput, configAnswer } from '#lib/console/config/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'The configuration in force, without any secret',
  permission: 'console.read',
  input: {},
  answer: configAnswer,
  run: getConfig,
});

export const POST = defineRoute({
  summary: 'Make the configuration agree with a document, as a new version; or tell what that would change',
  permission: 'config.write',
  input: { body: applyDocumentInput },
  answer: appliedConfig,
  run: (ctx, { body }) => applyDocument(ctx, body),
});
