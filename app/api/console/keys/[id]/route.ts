import { revokeKey } from '#lib/console/keys/revoke-key.ts';
import { keyItem, updateKeyInput } from '#lib/console/keys/schema.ts';
import { updateKey } from '#lib/console/keys/update-key.ts';
import { idParams } from '#lib/console/list/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const PATCH = defineRoute({
  summary: 'Change what a key is called and what it may do',
  permission: 'keys.write',
  input: { params: idParams, body: updateKeyInput },
  answer: keyItem,
  run: (ctx, { params, body }) => updateKey(ctx, { ...params, ...body }),
});

export const DELETE = defineRoute({
  summary: 'Revoke a key for good',
  permission: 'keys.write',
  input: { params: idParams },
  answer: keyItem,
  run: (ctx, { params }) => revokeKey(ctx, params),
});
