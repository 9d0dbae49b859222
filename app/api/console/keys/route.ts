import { createKey } from '#lib/console/keys/create-key.ts';
import { listKeys } from '#lib/console/keys/list-keys.ts';
import { createKeyInput, keyPage, keyWithSecret, listKeysQuery } from '#lib/console/keys/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const GET = defineRoute({
  summary: 'Virtual keys, newest first',
  permission: 'console.read',
  input: { query: listKeysQuery },
  answer: keyPage,
  run: (ctx, { query }) => listKeys(ctx, query),
});

export const POST = defineRoute({
  summary: 'Make a virtual key; its secret is only in this answer',
  permission: 'keys.write',
  input: { body: createKeyInput },
  answer: keyWithSecret,
  status: 201,
  run: (ctx, { body }) => createKey(ctx, body),
});
