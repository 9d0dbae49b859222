import { eq } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { organisation } from '#db/schema/index.ts';
import type { EntryChange } from './entry-changes.ts';
import { organisationLimitsShape } from './schema/limits.ts';
import type { OrganisationSettings } from './schema/organisation.ts';
import { storedLimits } from './stored-limits.ts';

/** Writes the organisation's settings when any of them changed. A time zone there must be: one that is left out stays. */
export async function writeOrganisation(
  tx: Queryable,
  entries: readonly EntryChange[],
  settings: OrganisationSettings,
): Promise<void> {
  if (entries.length === 0) return;
  const { time_zone: timeZone } = settings;
  await tx
    .update(organisation)
    .set({
      limits: storedLimits(settings, organisationLimitsShape),
      ...(timeZone === undefined ? {} : { timeZone }),
    })
    .where(eq(organisation.id, 1));
}

/** The database always has a time zone: a document that has none leaves it as it is. */
export function withTimeZone(settings: OrganisationSettings, stored: string | null): OrganisationSettings {
  const timeZone = settings.time_zone ?? stored;
  return timeZone === null ? settings : { ...settings, time_zone: timeZone };
}
