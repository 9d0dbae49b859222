import type { credential } from '#db/schema/index.ts';
import { credentialContext, type ProviderEndpoint } from '../../config/credential-context.ts';
import { credentialHint } from '../../config/credential-hint.ts';
import { sealSecret } from '../../credentials/seal.ts';
import type { ConsoleWorld } from '../context.ts';

/** What is sealed into a credential's row. */
export interface SecretToSeal {
  /** `cred_…` */
  readonly id: string;
  readonly secret: string;
  /** Where the secret may be sent: it opens for no other address. */
  readonly provider: ProviderEndpoint;
}

/** The columns of a new secret: sealed, with a hint that tells it from others, dated now. */
export function sealedColumns(
  world: ConsoleWorld,
  { id, secret, provider }: SecretToSeal,
): Pick<typeof credential.$inferSelect, 'sealedSecret' | 'hint' | 'rotatedAt'> {
  return {
    sealedSecret: sealSecret(world.masterKey, secret, credentialContext(id, provider)),
    hint: credentialHint(secret),
    rotatedAt: new Date(world.clock.now()),
  };
}
