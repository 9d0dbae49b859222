import { z } from 'zod';
import { providerLimitsInput, providerLimitsItem } from '../limits/schema.ts';

/** Body of `PATCH /api/console/organisation`; an absent field stays as it is. */
export const updateOrganisationInput = z.strictObject(providerLimitsInput);

/** Body of `PATCH /api/console/organisation`. */
export type UpdateOrganisationInput = z.output<typeof updateOrganisationInput>;

/** What holds for everybody. */
export const organisationItem = z.strictObject({
  name: z.string(),
  /** Of the IANA database: where days, weeks and months of budgets begin. */
  time_zone: z.string(),
  ...providerLimitsItem,
});

/** What holds for everybody. */
export type OrganisationItem = z.infer<typeof organisationItem>;
