import { z } from 'zod';
import { instantText, listOf } from '../list/schema.ts';
import { spokenName } from '../name.ts';

/** A team's name. */
export const teamName = spokenName('the team');

/** Body of `POST /api/console/teams`. */
export const createTeamInput = z.strictObject({ name: teamName });

/** Body of `POST /api/console/teams`. */
export type CreateTeamInput = z.output<typeof createTeamInput>;

/** A group of keys whose spend is read together. */
export const teamItem = z.strictObject({
  /** `team_…` */
  id: z.string(),
  name: z.string(),
  /** Keys that are neither revoked nor expired. */
  active_keys: z.int(),
  created_at: instantText,
});

/** A group of keys whose spend is read together. */
export type TeamItem = z.infer<typeof teamItem>;

/** Answer of `GET /api/console/teams`. */
export const teamList = listOf(teamItem);
