import { createHash, timingSafeEqual } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Queryable, Transaction } from '#db/client.ts';
import { organisation, user } from '#db/schema/index.ts';
import { recordAudit } from '../console/audit/record-audit.ts';
import { ConsoleError } from '../console/error/console-error.ts';
import type { CreateOwnerInput } from '../console/setup/schema.ts';
import { newId } from '../gateway/new-id.ts';
import type { Actor } from './actor.ts';
import { hashPassword } from './password.ts';

/** The owner named by the environment at start. */
export interface OwnerFromEnvironment {
  readonly email: string;
  readonly password: string;
}

interface NewOwner {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
}

const linkIsDead =
  'This set-up link is not valid, or was used already. The newest one is in the output of the last start.';

/** SHA-256 in hex: how a set-up token is kept in `organisation.setup_token_hash`. */
export const setupTokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Whether the first owner is still to be made. */
export async function setupNeeded(db: Queryable): Promise<boolean> {
  const owners = await db.select({ id: user.id }).from(user).where(eq(user.role, 'owner')).limit(1);
  return owners.length === 0;
}

/**
 * Makes the first owner from the environment when there is none yet; does nothing otherwise, so that a password changed
 * in the console is never set back. The set-up link dies with it.
 */
export async function ensureOwner(db: Queryable, owner: OwnerFromEnvironment): Promise<void> {
  if (!(await setupNeeded(db))) return;
  const passwordHash = await hashPassword(owner.password);
  const email = owner.email.trim().toLowerCase();
  await db.transaction(async (tx) => {
    await lockOrganisation(tx);
    if (!(await setupNeeded(tx))) return;
    await insertOwner(tx, { email, name: email.split('@')[0] ?? email, passwordHash }, { kind: 'system' });
  });
}

/**
 * Makes the owner for whoever holds the set-up link. Of two at once one wins; the token dies with it.
 * @throws ConsoleError `forbidden` when the token is not the one, or was used.
 */
export async function createOwner(db: Queryable, input: CreateOwnerInput): Promise<{ id: string }> {
  // Before the hash, so that nobody without the link can make this process work.
  const [before] = await db.select().from(organisation).where(eq(organisation.id, 1));
  assertToken(before?.setupTokenHash ?? null, input.token);
  const passwordHash = await hashPassword(input.password);
  return db.transaction(async (tx) => {
    assertToken(await lockOrganisation(tx), input.token);
    if (!(await setupNeeded(tx))) throw new ConsoleError('forbidden', linkIsDead);
    return insertOwner(tx, { email: input.email, name: input.name, passwordHash });
  });
}

async function insertOwner(tx: Transaction, owner: NewOwner, by?: Actor): Promise<{ id: string }> {
  const id = newId('user');
  await tx.insert(user).values({ id, ...owner, role: 'owner' });
  await tx.update(organisation).set({ setupTokenHash: null }).where(eq(organisation.id, 1));
  const actor = by ?? { kind: 'user', id, name: owner.name, email: owner.email, role: 'owner' };
  await recordAudit(tx, actor, {
    action: 'user.create',
    subject: { id, name: owner.name },
    detail: { email: owner.email, role: 'owner' },
  });
  return { id };
}

/** The row is the lock: one set-up at a time. Returns the token's hash as it is now. */
async function lockOrganisation(tx: Transaction): Promise<string | null> {
  const [row] = await tx.select().from(organisation).where(eq(organisation.id, 1)).for('update');
  return row?.setupTokenHash ?? null;
}

function assertToken(storedHash: string | null, token: string): void {
  const given = Buffer.from(setupTokenHash(token));
  const stored = Buffer.from(storedHash ?? '');
  if (stored.length !== given.length || !timingSafeEqual(stored, given)) {
    throw new ConsoleError('forbidden', linkIsDead);
  }
}
