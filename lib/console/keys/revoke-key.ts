import { eq } from 'drizzle-orm';
import { virtualKey } from '#db/schema/index.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { keyItemOf, lockLiveKey } from './key-item.ts';
import type { KeyItem } from './schema.ts';

/**
 * Ends a key for good. The audit row says what stops working: what it could call and when it was last used.
 * @throws ConsoleError `not_found`; `conflict` when it is revoked already.
 */
export async function revokeKey(ctx: ConsoleContext, input: { readonly id: string }): Promise<KeyItem> {
  authorize(ctx, 'keys.write');
  return changeConfiguration(ctx, async (tx) => {
    const before = await lockLiveKey(tx, input.id);
    const revokedAt = new Date(ctx.clock.now());
    await tx.update(virtualKey).set({ revokedAt }).where(eq(virtualKey.id, input.id));
    const item = await keyItemOf(tx, { ...before, key: { ...before.key, revokedAt } }, ctx.clock.now());
    return {
      result: item,
      audit: {
        action: 'key.revoke',
        subject: { id: item.id, name: item.name },
        detail: { last_used_at: item.last_used_at, models: item.models, team: item.team },
      },
      summary: `revoked key ${item.name}`,
    };
  });
}
