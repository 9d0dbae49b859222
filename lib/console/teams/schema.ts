import { z } from 'zod';
import { instantText, listOf } from '../list/schema.ts';

/** A team's name. */
export const teamName = z
  .string()
  .trim()
  .min(1, 'Give the team a name.')
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._ -]*$/, 'Use letters, digits, spaces, dots, dashes and underscores.');

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
