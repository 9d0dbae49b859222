import { getConfig } from '#lib/console/config/get-config.ts';
import { configAnswer } from '#lib/console/config/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'The configuration in force, without any secret',
  permission: 'console.read',
  input: {},
  answer: configAnswer,
  run: getConfig,
});
