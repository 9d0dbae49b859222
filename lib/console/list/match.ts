import { inArray, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

/** Rows whose column holds any of the values; every row when there are none. */
export const matchesAny = (column: PgColumn, values: readonly unknown[] | undefined): SQL | undefined =>
  values === undefined ? undefined : inArray(column, [...values]);

/** A time as the console's JSON has it. */
export const isoOrNull = (at: Date | null): string | null => at?.toISOString() ?? null;
