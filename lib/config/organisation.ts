import { eq } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { organisation } from '#db/schema/index.ts';
import type { MasterKey } from '#lib/credentials/master-key.ts';
import { openSecret, SealError, sealSecret } from '#lib/credentials/seal.ts';
import { generatePepper } from '#lib/credentials/virtual-key.ts';

/** The only organisation of an installation has this id. */
const organisationId = 1;

/** The pepper is sent nowhere, so what it is sealed to is its place alone. */
const pepperContext = { recordId: 'organisation', baseUrl: 'key_pepper' };

/** What {@link ensureOrganisation} opened. */
export interface OpenedOrganisation {
  /** Of the virtual keys' hashes. In memory only. */
  readonly pepper: Uint8Array;
  /** Whether this call made it: the first boot of this database. */
  readonly created: boolean;
}

/** The master key at hand is not the one that this database was created with. */
export class WrongMasterKeyError extends Error {
  override readonly name = 'WrongMasterKeyError';
}

/**
 * Makes the organisation with a fresh pepper on the first boot, or opens the pepper that exists. Safe when several
 * processes start at once: one of them makes it, the others open it.
 * @throws WrongMasterKeyError when the pepper cannot be opened with this master key.
 */
export async function ensureOrganisation(
  db: Database['db'],
  masterKey: MasterKey,
): Promise<OpenedOrganisation> {
  const sealedKeyPepper = sealSecret(
    masterKey,
    Buffer.from(generatePepper()).toString('base64'),
    pepperContext,
  );
  const inserted = await db
    .insert(organisation)
    .values({ id: organisationId, name: 'Understudy', timeZone: systemTimeZone(), sealedKeyPepper })
    .onConflictDoNothing()
    .returning({ id: organisation.id });
  const [row] = await db
    .select({ sealed: organisation.sealedKeyPepper })
    .from(organisation)
    .where(eq(organisation.id, organisationId));
  if (!row) throw new Error('The organisation vanished while it was being opened.');
  return { pepper: openPepper(masterKey, row.sealed), created: inserted.length > 0 };
}

function openPepper(masterKey: MasterKey, sealed: string): Uint8Array {
  try {
    return Buffer.from(openSecret(masterKey, sealed, pepperContext), 'base64');
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    const why =
      error.code === 'wrong_master_key'
        ? 'UNDERSTUDY_MASTER_KEY is not the one this database was created with. Set it to the key that was in use, or restore the key file in the data directory.'
        : 'The pepper of the virtual keys cannot be opened: the database row was altered. Restore it from a backup.';
    throw new WrongMasterKeyError(why, { cause: error });
  }
}

function systemTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
