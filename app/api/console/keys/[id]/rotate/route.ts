import { rotateKey } from '#lib/console/keys/rotate-key.ts';
import { keyWithSecret, rotateKeyInput } from '#lib/console/keys/schema.ts';
import { idParams } from '#lib/console/list/schema.ts';
import { defineRoute } from '#lib/runtime/define-route.ts';

export const POST = defineRoute({
  summary: 'Give a key a new secret; the old one stops at once',
  permission: 'keys.write',
  input: { params: idParams, body: rotateKeyInput },
  answer: keyWithSecret,
  run: (ctx, { params }) => rotateKey(ctx, params),
});
