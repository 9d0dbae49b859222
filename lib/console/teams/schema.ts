import { z } from 'zod';
import { teamLimitsInput, teamLimitsItem } from '../limits/schema.ts';
import { instantText, listOf, nanoUsdText } from '../list/schema.ts';
import { spokenName } from '../name.ts';

/** A team's name. */
export const teamName = spokenName('the team');

/** Body of `POST /api/console/teams`. */
export const createTeamInput = z.strictObject({ name: teamName, ...teamLimitsInput });

/** Body of `POST /api/console/teams`. */
export type CreateTeamInput = z.output<typeof createTeamInput>;

/** Body of `PATCH /api/console/teams/{id}`; an absent field stays as it is. */
export const updateTeamInput = z.strictObject({ name: teamName.optional(), ...teamLimitsInput });

/** Body of `PATCH /api/console/teams/{id}`. */
export type UpdateTeamInput = z.output<typeof updateTeamInput>;

/** A group of keys whose spend is read together. */
export const teamItem = z.strictObject({
  /** `team_…` */
  id: z.string(),
  name: z.string(),
  /** Keys that are neither revoked nor expired. */
  active_keys: z.int(),
  /** Shared by all of its keys. */
  ...teamLimitsItem,
  /** By all of its keys since this month began in the organisation's time zone. */
  month_cost_nano_usd: nanoUsdText,
  created_at: instantText,
});

/** A group of keys whose spend is read together. */
export type TeamItem = z.infer<typeof teamItem>;

/** Answer of `GET /api/console/teams`. */
export const teamList = listOf(teamItem);
