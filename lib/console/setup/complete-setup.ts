import { createOwner } from '../../auth/owner.ts';
import type { ConsoleWorld } from '../context.ts';
import type { CreatedOwner, CreateOwnerInput } from './schema.ts';

/**
 * Makes the owner. Nobody is signed in yet: holding the token of the set-up link is the permission.
 * @throws ConsoleError `forbidden` when the token is not the one, or was used.
 */
export async function completeSetup(world: ConsoleWorld, input: CreateOwnerInput): Promise<CreatedOwner> {
  const { id } = await createOwner(world.db, input);
  return { id, email: input.email, name: input.name };
}
