import { virtualKey } from '#db/schema/index.ts';
import { actorName } from '../../auth/actor.ts';
import { hashVirtualKey, makeVirtualKey } from '../../credentials/virtual-key.ts';
import { newId } from '../../gateway/new-id.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { onDuplicate } from '../error/on-duplicate.ts';
import { changedLimits, limitFieldsOf } from '../limits/limit-fields.ts';
import { assertLimitsCallable } from './assert-limits-callable.ts';
import { assertCallable, assertInFuture, findTeam } from './key-fields.ts';
import { keyItemOf } from './key-item.ts';
import type { CreateKeyInput, KeyWithSecret } from './schema.ts';

/**
 * Makes a virtual key. Its secret is in this answer and nowhere else: the database holds a hash.
 * @throws ConsoleError `conflict` when the name is taken, also by a revoked key: records name keys by it.
 */
export async function createKey(ctx: ConsoleContext, input: CreateKeyInput): Promise<KeyWithSecret> {
  authorize(ctx, 'keys.write');
  assertInFuture(input.expires_at, ctx.clock.now());
  const made = makeVirtualKey();
  return changeConfiguration(ctx, async (tx) => {
    const team = input.team === null ? null : await findTeam(tx, input.team);
    await assertCallable(tx, input.models ?? []);
    const limits = changedLimits(null, input);
    await assertLimitsCallable(tx, input.models, limitFieldsOf(limits));
    const key = {
      id: newId('vk'),
      name: input.name,
      secretHash: hashVirtualKey(ctx.pepper, made.secret),
      hint: made.hint,
      teamId: team?.id ?? null,
      models: input.models,
      tags: input.tags,
      limits,
      origin: 'console',
      expiresAt: input.expires_at === null ? null : new Date(input.expires_at),
      revokedAt: null,
      lastUsedAt: null,
      createdBy: actorName(ctx.actor),
      createdAt: new Date(ctx.clock.now()),
    } satisfies typeof virtualKey.$inferSelect;
    const taken = `There is a key ${key.name} already, or there was one: records name keys, so choose another name.`;
    await onDuplicate(tx.insert(virtualKey).values(key), 'name', taken);
    const item = await keyItemOf(tx, { key, team: team?.name ?? null }, ctx.clock.now());
    return {
      result: { ...item, secret: made.secret },
      audit: {
        action: 'key.create',
        subject: { id: key.id, name: key.name },
        detail: {
          team: item.team,
          models: item.models,
          tags: item.tags,
          expires_at: item.expires_at,
          ...(limits === null ? {} : { limits }),
        },
      },
      summary: `created key ${key.name}`,
    };
  });
}
