import { z } from 'zod';
import { ConsoleError } from '#lib/console/error/console-error.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

/** A path that is no endpoint gets the console's own error, not a page. */
const unknown = defineRoute({
  summary: 'There is no such endpoint',
  permission: 'console.read',
  input: { params: z.looseObject({}), query: z.looseObject({}), body: z.unknown() },
  answer: z.never(),
  run: () => {
    throw new ConsoleError('not_found', 'There is no such endpoint: /api/console/openapi.json lists them.');
  },
});

export { unknown as DELETE, unknown as GET, unknown as PATCH, unknown as POST, unknown as PUT };
