import { eq } from 'drizzle-orm';
import { organisation } from '#db/schema/index.ts';
import { limitSettings } from '../../config/stored-limits.ts';
import { changedFields } from '../audit/changed-fields.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { changedLimits, limitFieldsOf } from '../limits/limit-fields.ts';
import { budgetColumn, organisationItemOf, readOrganisationRow } from './read-organisation.ts';
import type { OrganisationItem, UpdateOrganisationInput } from './schema.ts';

/** Changes what everybody together may spend; its other settings stay. */
export async function updateOrganisation(
  ctx: ConsoleContext,
  input: UpdateOrganisationInput,
): Promise<OrganisationItem> {
  authorize(ctx, 'config.write');
  return changeConfiguration(ctx, async (tx) => {
    const before = await readOrganisationRow(tx);
    const { budget: _budget, ...others } = limitSettings(before.limits);
    const settings = { ...others, ...changedLimits(budgetColumn(before), input) };
    const limits = Object.keys(settings).length === 0 ? null : settings;
    await tx.update(organisation).set({ limits }).where(eq(organisation.id, before.id));
    const result = await organisationItemOf(tx, { ...before, limits }, ctx.clock.now());
    const { budget } = limitFieldsOf(budgetColumn(before));
    return {
      result,
      audit: {
        action: 'organisation.update',
        subject: { id: String(before.id), name: 'organisation' },
        detail: changedFields({ budget }, { budget: result.budget }),
      },
      summary: 'changed organisation',
    };
  });
}
