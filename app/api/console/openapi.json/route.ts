import { z } from 'zod';
import { openApiDocument } from '#lib/http/console-openapi.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';
import { paths } from './paths.ts';

export const GET = defineRoute({
  summary: 'This API as an OpenAPI 3.1 document',
  permission: 'console.read',
  input: {},
  answer: z.record(z.string(), z.unknown()),
  run: async () => openApiDocument(paths),
});
