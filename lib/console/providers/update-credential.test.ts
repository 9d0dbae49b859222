import { afterAll, beforeEach, expect, test } from 'vitest';
import { credential } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { consoleFixture } from '../testing/console-fixture.ts';
import { history } from '../testing/history.ts';
import { addCredential } from './add-credential.ts';
import { createProvider } from './create-provider.ts';
import { addCredentialInput, createProviderInput, updateCredentialInput } from './schema.ts';
import { updateCredential } from './update-credential.ts';

const database = await withTestDatabase();
afterAll(database.stop);

let fixture = consoleFixture(database);
beforeEach(async () => {
  await database.truncate();
  fixture = consoleFixture(database);
});

const admin = () => fixture.as('admin');
const sealed = async () =>
  (await database.db.select({ sealed: credential.sealedSecret }).from(credential)).map((row) => row.sealed);

test("a credential's limits are written and taken away without its secret", async () => {
  const credentials = [{ name: 'a', secret: 'sk-first', rpm: 500, tpm: Number.MAX_SAFE_INTEGER }];
  const fields = { name: 'openai', adapter: 'openai', credentials };
  const made = await createProvider(admin(), createProviderInput.parse(fields));
  expect(made.credentials[0]).toMatchObject({ weight: 1, rpm: 500, tpm: Number.MAX_SAFE_INTEGER });
  const path = { id: made.id, credential_id: made.credentials[0]?.id ?? '' };
  const before = await sealed();
  fixture.clock.nowMs += 5_000;
  const changed = await updateCredential(admin(), { ...path, rpm: null, weight: 3 });
  expect(changed.credentials[0]).toEqual({ ...made.credentials[0], weight: 3, rpm: null });
  expect(await sealed()).toEqual(before);
  const added = await addCredential(admin(), {
    id: made.id,
    ...addCredentialInput.parse({ name: 'b', secret: 'sk-b', rpm: 7 }),
  });
  expect(added.credentials[1]).toMatchObject({ rpm: 7, tpm: null });
  const { audit, summaries } = await history(database);
  expect(audit[1]).toMatchObject({
    action: 'credential.update',
    detail: {
      provider: 'openai',
      weight: { before: 1, after: 3 },
      rpm: { before: 500, after: null },
    },
  });
  expect(summaries[1]).toBe('changed credential a of provider openai');
  await expect(updateCredential(admin(), { ...path, credential_id: 'cred_z', rpm: 5 })).rejects.toMatchObject(
    { code: 'not_found' },
  );
});

test.each([{ rpm: 0 }, { tpm: -1 }, { rpm: 1.5 }, { tpm: 2 ** 53 }, { weight: null }, { secret: 'x' }])(
  'a change of a credential to %o is refused',
  (fields) => {
    expect(updateCredentialInput.safeParse(fields).success).toBe(false);
  },
);
