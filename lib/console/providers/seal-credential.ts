import type { credential } from '#db/schema/index.ts';
import { sealSecret } from '../../credentials/seal.ts';
import type { ConsoleWorld } from '../context.ts';

/** What is sealed into a credential's row. */
export interface SecretToSeal {
  /** `cred_…` */
  readonly id: string;
  readonly secret: string;
  /** Where the secret may be sent: it opens for no other address. */
  readonly baseUrl: string;
}

/** The columns of a new secret: sealed, with a hint that tells it from others, dated now. */
export function sealedColumns(
  world: ConsoleWorld,
  { id, secret, baseUrl }: SecretToSeal,
): Pick<typeof credential.$inferSelect, 'sealedSecret' | 'hint' | 'rotatedAt'> {
  return {
    sealedSecret: sealSecret(world.masterKey, secret, { recordId: id, baseUrl }),
    hint: hintOf(secret),
    rotatedAt: new Date(world.clock.now()),
  };
}

/** The last four characters, of a secret long enough that they give nothing away. */
const hintOf = (secret: string): string => (secret.length >= 16 ? secret.slice(-4) : '');
