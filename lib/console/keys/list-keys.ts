import { and, desc, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import { team, virtualKey } from '#db/schema/index.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { matchesAny } from '../list/match.ts';
import { afterCursor, pageFrom, withinRange } from '../list/paging.ts';
import type { Page } from '../list/schema.ts';
import { keyItemsOf, selectKeys } from './key-item.ts';
import type { KeyItem, ListKeysInput } from './schema.ts';

const sort = { at: virtualKey.createdAt, id: virtualKey.id };

/** Keys, newest first, revoked ones included: they are what old records name. */
export async function listKeys(ctx: ConsoleContext, input: ListKeysInput): Promise<Page<KeyItem>> {
  authorize(ctx, 'console.read');
  const nowMs = ctx.clock.now();
  const rows = await selectKeys(ctx.db)
    .where(
      and(
        ...withinRange(virtualKey.createdAt, input),
        matchesAny(team.name, input.team),
        input.q === undefined ? undefined : sql`position(lower(${input.q}) in lower(${virtualKey.name})) > 0`,
        or(...(input.status ?? []).map((status) => statusIs(status, nowMs))),
        afterCursor(sort, input.cursor),
      ),
    )
    .orderBy(desc(virtualKey.createdAt), desc(virtualKey.id))
    .limit(input.limit + 1);
  const { items, next_cursor } = pageFrom(rows, input.limit, {
    item: (row) => row,
    position: ({ key }) => ({ at: key.createdAt, id: key.id }),
  });
  return { items: await keyItemsOf(ctx.db, items, nowMs), next_cursor };
}

function statusIs(status: KeyItem['status'], nowMs: number): SQL | undefined {
  const past = sql`coalesce(${virtualKey.expiresAt}, 'infinity') <= ${new Date(nowMs).toISOString()}::timestamptz`;
  switch (status) {
    case 'revoked':
      return isNotNull(virtualKey.revokedAt);
    case 'expired':
      return and(isNull(virtualKey.revokedAt), past);
    case 'active':
      return and(isNull(virtualKey.revokedAt), sql`not (${past})`);
    default:
      return status satisfies never;
  }
}
