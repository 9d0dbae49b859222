import { and, desc, getTableColumns, sql } from 'drizzle-orm';
import { configVersion } from '#db/schema/index.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { afterCursor, pageFrom, withinRange } from '../list/paging.ts';
import type { Page } from '../list/schema.ts';
import { versionItemOf } from './config-item.ts';
import type { ConfigVersionItem, ListConfigVersionsInput } from './schema.ts';

const { document: _document, ...columns } = getTableColumns(configVersion);
/** Cursors compare text; padded, numbers compare alike. */
const padded = sql`lpad(${configVersion.version}::text, 10, '0')`;
const sort = { at: configVersion.createdAt, id: padded };

/** The configuration's history, newest first, without the documents. */
export async function listConfigVersions(
  ctx: ConsoleContext,
  input: ListConfigVersionsInput,
): Promise<Page<ConfigVersionItem>> {
  authorize(ctx, 'console.read');
  const rows = await ctx.db
    .select(columns)
    .from(configVersion)
    .where(and(...withinRange(configVersion.createdAt, input), afterCursor(sort, input.cursor)))
    .orderBy(desc(configVersion.createdAt), desc(padded))
    .limit(input.limit + 1);
  return pageFrom(rows, input.limit, {
    item: versionItemOf,
    position: (row) => ({ at: row.createdAt, id: String(row.version).padStart(10, '0') }),
  });
}
