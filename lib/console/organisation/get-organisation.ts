import { authorize, type ConsoleContext } from '../context.ts';
import { organisationItemOf, readOrganisationRow } from './read-organisation.ts';
import type { OrganisationItem } from './schema.ts';

/** What holds for everybody, and what of its budget is spent. */
export async function getOrganisation(ctx: ConsoleContext): Promise<OrganisationItem> {
  authorize(ctx, 'console.read');
  return organisationItemOf(ctx.db, await readOrganisationRow(ctx.db), ctx.clock.now());
}
