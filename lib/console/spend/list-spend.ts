import { z } from 'zod';
import { readUsage, type UsageQuery } from '#db/stores/spend-rows.ts';
import { withUsage } from '#db/stores/usage-parts.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { invalidField } from '../error/console-error.ts';
import { instantText, type Page } from '../list/schema.ts';
import type { SpendInput, SpendItem } from './schema.ts';
import { spendCsv } from './spend-csv.ts';
import { figuresOf, usageGroupingOf, zoneOf } from './spend-rows.ts';

/** Far more rows than a person reads; a spreadsheet takes a million. */
const maxCsvRows = 200_000;
const lastMs = Date.UTC(10_000, 0);

/** What was spent, by group and hour or day: newest first, then by the name of the group, no name first. */
export async function listSpend(ctx: ConsoleContext, input: SpendInput): Promise<Page<SpendItem>> {
  authorize(ctx, 'console.read');
  const after = input.cursor === undefined ? null : readCursor(input.cursor);
  const items = await readItems(ctx, input, { after, limit: input.limit + 1 });
  const shown = items.slice(0, input.limit);
  const last = items.length > input.limit ? shown.at(-1) : undefined;
  return { items: shown, next_cursor: last === undefined ? null : writeCursor(last) };
}

/**
 * The whole range as a table of comma-separated values.
 * @throws ConsoleError `invalid` when it has more rows than anyone could use.
 */
export async function exportSpend(ctx: ConsoleContext, input: SpendInput): Promise<string> {
  authorize(ctx, 'console.read');
  const items = await readItems(ctx, input, { after: null, limit: maxCsvRows + 1 });
  if (items.length > maxCsvRows) {
    throw invalidField('from', `The table would have more than ${maxCsvRows} rows. Ask for a shorter range.`);
  }
  return spendCsv(items);
}

async function readItems(
  ctx: ConsoleContext,
  input: SpendInput,
  page: NonNullable<UsageQuery['page']>,
): Promise<SpendItem[]> {
  const zone = await zoneOf(ctx, input.time_zone);
  const range = {
    fromMs: input.from === undefined ? 0 : Date.parse(input.from),
    toMs: input.to === undefined ? lastMs : Date.parse(input.to),
  };
  const query: UsageQuery = {
    range,
    grouping: usageGroupingOf(input.group_by),
    steps: { bucket: input.bucket, zone },
    page,
  };
  const rows = await withUsage(ctx.db, (tx, state) => readUsage(tx, state, query));
  return rows.map((row) => ({
    group: row.group,
    bucket: new Date(row.bucketMs).toISOString(),
    ...figuresOf(row),
  }));
}

const cursorParts = z.tuple([
  instantText,
  z
    .string()
    .refine((text) => text.isWellFormed() && !text.includes('\0'))
    .nullable(),
]);

const writeCursor = ({ bucket, group }: SpendItem): string =>
  Buffer.from(JSON.stringify([bucket, group])).toString('base64url');

function readCursor(cursor: string) {
  try {
    const [at, group] = cursorParts.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { bucketMs: Date.parse(at), group };
  } catch {
    throw invalidField('cursor', 'This cursor is not one that this list gave out.');
  }
}
