import { setupNeeded } from '../../auth/owner.ts';
import type { ConsoleWorld } from '../context.ts';
import type { SetupState } from './schema.ts';

/** Whether the first owner is still to be made. Anyone may ask: the sign-in page does. */
export async function getSetupState(world: ConsoleWorld): Promise<SetupState> {
  return { needed: await setupNeeded(world.db) };
}
