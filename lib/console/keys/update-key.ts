import { eq } from 'drizzle-orm';
import type { Transaction } from '#db/client.ts';
import { virtualKey } from '#db/schema/index.ts';
import { changedFields } from '../audit/changed-fields.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { onDuplicate } from '../error/on-duplicate.ts';
import { changedLimits, limitFieldsOf } from '../limits/limit-fields.ts';
import { assertLimitsCallable } from './assert-limits-callable.ts';
import { assertCallable, assertInFuture, findTeam } from './key-fields.ts';
import { type KeyRow, keyFieldsOf, keyItemOf, lockLiveKey } from './key-item.ts';
import type { KeyItem, UpdateKeyInput } from './schema.ts';

/**
 * Changes what a key is called and what it may do; its secret stays.
 * @throws ConsoleError `not_found`; `conflict` when it is revoked or the new name is taken.
 */
export async function updateKey(
  ctx: ConsoleContext,
  input: UpdateKeyInput & { readonly id: string },
): Promise<KeyItem> {
  authorize(ctx, 'keys.write');
  assertInFuture(input.expires_at, ctx.clock.now());
  return changeConfiguration(ctx, async (tx) => {
    const before = await lockLiveKey(tx, input.id);
    if (input.models) await assertCallable(tx, input.models);
    const after = await withChanges(tx, before, input);
    if (touchesLimits(input))
      await assertLimitsCallable(tx, after.key.models, limitFieldsOf(after.key.limits));
    await onDuplicate(
      tx.update(virtualKey).set(after.key).where(eq(virtualKey.id, input.id)),
      'name',
      `There is a key ${after.key.name} already, or there was one: choose another name.`,
    );
    const nowMs = ctx.clock.now();
    const item = await keyItemOf(tx, after, nowMs);
    return {
      result: item,
      audit: {
        action: 'key.update',
        subject: { id: item.id, name: item.name },
        detail: changedFields(keyFieldsOf(before, nowMs), keyFieldsOf(after, nowMs)),
      },
      summary: `changed key ${item.name}`,
    };
  });
}

async function withChanges(tx: Transaction, before: KeyRow, input: UpdateKeyInput): Promise<KeyRow> {
  const { key } = before;
  const team = input.team === undefined || input.team === null ? null : await findTeam(tx, input.team);
  const keepsTeam = input.team === undefined;
  return {
    key: {
      ...key,
      name: input.name ?? key.name,
      teamId: keepsTeam ? key.teamId : (team?.id ?? null),
      models: input.models === undefined ? key.models : input.models,
      tags: input.tags ?? key.tags,
      limits: changedLimits(key.limits, input),
      expiresAt: input.expires_at === undefined ? key.expiresAt : dateOf(input.expires_at),
    },
    team: keepsTeam ? before.team : (team?.name ?? null),
  };
}

/** What was valid and is not touched stays, though a route of it may be gone by now. */
const touchesLimits = ({ models, model_budgets, model_limits }: UpdateKeyInput): boolean =>
  [models, model_budgets, model_limits].some((field) => field !== undefined);

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));
