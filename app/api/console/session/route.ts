import { getSession } from '#lib/console/session/get-session.ts';
import { session } from '#lib/console/session/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'Who is calling and what they may do',
  permission: 'console.read',
  input: {},
  answer: session,
  run: getSession,
});
