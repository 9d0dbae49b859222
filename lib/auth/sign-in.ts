import { eq } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { user } from '#db/schema/index.ts';
import { recordAudit } from '../console/audit/record-audit.ts';
import { ConsoleError } from '../console/error/console-error.ts';
import type { UserActor } from './actor.ts';
import { verifyPassword } from './password.ts';
import { type SignInThrottle, waitInWords } from './sign-in-throttle.ts';

/** What signing in needs. */
export interface SignInDeps {
  readonly db: Queryable;
  readonly throttle: SignInThrottle;
  /** Unix milliseconds. */
  now(): number;
}

/** What a person typed, and where the call came from. */
export interface SignInAttempt {
  readonly email: string;
  readonly password: string;
  readonly address: string;
}

/**
 * Checks an e-mail and a password.
 * @throws ConsoleError `too_many_attempts` with the wait, `unauthenticated` (one sentence for an unknown e-mail and a
 * wrong password), `forbidden` for a disabled account whose password was right.
 */
export async function signIn(deps: SignInDeps, attempt: SignInAttempt): Promise<UserActor> {
  const email = attempt.email.trim().toLowerCase();
  const source = { email, address: attempt.address };
  const waitMs = deps.throttle.begin(source);
  if (waitMs > 0) {
    throw new ConsoleError(
      'too_many_attempts',
      `Too many failed sign-ins. Try again in ${waitInWords(waitMs)}.`,
    );
  }
  const [row] = await deps.db.select().from(user).where(eq(user.email, email));
  const matches = await verifyPassword(row?.passwordHash ?? null, attempt.password);
  if (!row || !matches) throw new ConsoleError('unauthenticated', 'E-mail or password is wrong.');
  deps.throttle.succeeded(source);
  if (row.disabledAt)
    throw new ConsoleError('forbidden', 'This account is disabled. Ask an owner to enable it.');
  const actor: UserActor = { kind: 'user', id: row.id, name: row.name, email: row.email, role: row.role };
  await deps.db.transaction(async (tx) => {
    await tx
      .update(user)
      .set({ lastSignInAt: new Date(deps.now()) })
      .where(eq(user.id, row.id));
    await recordAudit(tx, actor, { action: 'user.sign_in', subject: { id: row.id, name: row.name } });
  });
  return actor;
}
