import { eq } from 'drizzle-orm';
import { virtualKey } from '#db/schema/index.ts';
import { hashVirtualKey, makeVirtualKey } from '../../credentials/virtual-key.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { keyItemOf, lockLiveKey } from './key-item.ts';
import type { KeyWithSecret } from './schema.ts';

/**
 * Gives a key a new secret; the old one stops within the second in which gateways load the change.
 * @throws ConsoleError `not_found`; `conflict` when it is revoked.
 */
export async function rotateKey(ctx: ConsoleContext, input: { readonly id: string }): Promise<KeyWithSecret> {
  authorize(ctx, 'keys.write');
  const made = makeVirtualKey();
  return changeConfiguration(ctx, async (tx) => {
    const before = await lockLiveKey(tx, input.id);
    const secretHash = hashVirtualKey(ctx.pepper, made.secret);
    const changes = { secretHash, hint: made.hint };
    await tx.update(virtualKey).set(changes).where(eq(virtualKey.id, input.id));
    const item = await keyItemOf(tx, { ...before, key: { ...before.key, ...changes } }, ctx.clock.now());
    return {
      result: { ...item, secret: made.secret },
      audit: {
        action: 'key.rotate',
        subject: { id: item.id, name: item.name },
        detail: { hint: { before: before.key.hint, after: made.hint }, last_used_at: item.last_used_at },
      },
      summary: `gave key ${item.name} a new secret`,
    };
  });
}
