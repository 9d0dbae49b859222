import type { Queryable } from '#db/client.ts';
import { organisation } from '#db/schema/index.ts';
import { limitSettings } from '../../config/stored-limits.ts';
import { ConsoleError } from '../error/console-error.ts';
import { limitFieldsOf } from '../limits/limit-fields.ts';
import { readBudgetUsage } from '../limits/read-budget-usage.ts';
import type { OrganisationItem } from './schema.ts';

/** The organisation's row. */
export type OrganisationRow = typeof organisation.$inferSelect;

/** @throws ConsoleError `not_found` before the first boot. */
export async function readOrganisationRow(db: Queryable): Promise<OrganisationRow> {
  const [row] = await db.select().from(organisation);
  if (!row)
    throw new ConsoleError('not_found', 'This database has no organisation yet: start the gateway once.');
  return row;
}

/** Of its limits, what counts money. */
export const budgetColumn = ({ limits }: Pick<OrganisationRow, 'limits'>): unknown => {
  const { budget } = limitSettings(limits);
  return budget === undefined ? null : { budget };
};

/** The organisation as the console's JSON has it. */
export async function organisationItemOf(
  db: Queryable,
  row: OrganisationRow,
  nowMs: number,
): Promise<OrganisationItem> {
  const limits = budgetColumn(row);
  const [usage = []] = await readBudgetUsage(
    db,
    [{ scope: 'organisation', id: '', name: '', limits }],
    nowMs,
  );
  return { name: row.name, time_zone: row.timeZone, budget: limitFieldsOf(limits).budget, usage };
}
