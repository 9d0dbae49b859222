import { expect, test } from 'vitest';
import { resolveAlert } from './alerts/resolve-alert.ts';
import { listAudit } from './audit/list-audit.ts';
import { orderCircuit } from './circuits/order-circuit.ts';
import { rollbackConfig } from './config/rollback-config.ts';
import type { ConsoleContext } from './context.ts';
import { createKey } from './keys/create-key.ts';
import { revokeKey } from './keys/revoke-key.ts';
import { rotateKey } from './keys/rotate-key.ts';
import { updateKey } from './keys/update-key.ts';
import { updateOrganisation } from './organisation/update-organisation.ts';
import { addCredential } from './providers/add-credential.ts';
import { createProvider } from './providers/create-provider.ts';
import { deleteCredential } from './providers/delete-credential.ts';
import { deleteProvider } from './providers/delete-provider.ts';
import { replaceSecret } from './providers/replace-secret.ts';
import { testProvider } from './providers/test-provider.ts';
import { updateProvider } from './providers/update-provider.ts';
import { createRoute } from './routes/create-route.ts';
import { deleteRoute } from './routes/delete-route.ts';
import { updateRoute } from './routes/update-route.ts';
import { createTeam } from './teams/create-team.ts';
import { deleteTeam } from './teams/delete-team.ts';
import { updateTeam } from './teams/update-team.ts';
import { person } from './testing/console-fixture.ts';

type Verb = (ctx: ConsoleContext, input: never) => Promise<unknown>;

const adminOnly: Verb[] = [
  listAudit,
  rollbackConfig,
  createKey,
  revokeKey,
  rotateKey,
  updateKey,
  addCredential,
  createProvider,
  deleteCredential,
  deleteProvider,
  replaceSecret,
  testProvider,
  updateProvider,
  createRoute,
  deleteRoute,
  updateRoute,
  createTeam,
  deleteTeam,
  updateTeam,
  updateOrganisation,
  orderCircuit,
  resolveAlert,
];

/** A world in which everything that a verb touches before it asked for permission is found out. */
function untouchable(actor: ConsoleContext['actor']): ConsoleContext {
  return new Proxy({ actor } as ConsoleContext, {
    get(target, name) {
      if (name === 'actor') return target.actor;
      throw new Error(`touched ${String(name)} first`);
    },
  });
}

const unread = new Proxy({}, { get: (_, name) => expect.fail(`read ${String(name)} first`) }) as never;

test.each(adminOnly.map((verb) => [verb.name, verb] as const))(
  '%s refuses a viewer before it touches anything',
  async (_, verb) => {
    await expect(verb(untouchable(person('viewer')), unread)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(/^As viewer you may not .* Ask an admin\.$/),
    });
  },
);

test.each(['owner', 'admin'] as const)('%s may use each of them', async (role) => {
  for (const verb of adminOnly) {
    const outcome = await verb(untouchable(person(role)), {} as never).catch((error: unknown) => error);
    expect(outcome, verb.name).not.toMatchObject({ code: 'forbidden' });
  }
});
