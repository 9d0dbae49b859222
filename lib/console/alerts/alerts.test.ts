import { afterAll, beforeEach, expect, test } from 'vitest';
import { alert, credential, provider } from '#db/schema/index.ts';
import { raiseAlert, resolveAlerts } from '#db/stores/alerts.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { replaceSecret } from '../providers/replace-secret.ts';
import { consoleFixture } from '../testing/console-fixture.ts';
import { history } from '../testing/history.ts';
import { listAlerts } from './list-alerts.ts';
import { resolveAlert } from './resolve-alert.ts';
import { alertItem, alertPage, listAlertsQuery } from './schema.ts';

const database = await withTestDatabase();
afterAll(database.stop);

let fixture = consoleFixture(database);
beforeEach(async () => {
  await database.truncate();
  fixture = consoleFixture(database);
});

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 12, minute));
const raise = (
  subject: string,
  minute: number,
  kind: 'credential_refused' | 'endpoint_unreachable' = 'credential_refused',
) =>
  raiseAlert(database.db, {
    kind,
    subject,
    message: `${subject} needs you.`,
    detail: {},
    firstSeen: at(minute),
    lastSeen: at(minute),
    times: 1,
  });
const list = async (query: Record<string, unknown> = {}) =>
  alertPage.parse(await listAlerts(fixture.as('viewer'), listAlertsQuery.parse(query)));

test('however many processes see the same trouble, there is one open alert that counts them', async () => {
  await Promise.all([raise('openai/a', 5), raise('openai/a', 7), raise('openai/a', 6)]);
  const { items } = await list();
  expect(items).toMatchObject([
    {
      subject: 'openai/a',
      provider: 'openai',
      seen: 3,
      last_seen_at: at(7).toISOString(),
      resolved_at: null,
    },
  ]);
});

test('open alerts come first, newest first, then those that are over, over all pages', async () => {
  for (const [index, subject] of ['a', 'b', 'c', 'd'].entries()) await raise(subject, index);
  for (const subject of ['b', 'd'])
    await resolveAlerts(database.db, { kinds: ['credential_refused'], subject, by: 'a check' });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await list({ limit: 1, ...(cursor === null ? {} : { cursor }) });
    seen.push(...page.items.map(({ subject }) => subject));
    cursor = page.next_cursor;
  } while (cursor !== null);
  expect(seen.slice(0, 2)).toEqual(['c', 'a']);
  expect(seen.slice(2).sort()).toEqual(['b', 'd']);
  expect((await list({ state: 'open' })).items.map(({ subject }) => subject)).toEqual(['c', 'a']);
  expect((await list({ state: 'resolved', kind: 'endpoint_unreachable' })).items).toEqual([]);
});

test('an operator resolves one once, audited; its cause raises a new one', async () => {
  await raise('openai', 0, 'endpoint_unreachable');
  const [open] = (await list()).items;
  const id = open?.id ?? '';
  const resolved = alertItem.parse(await resolveAlert(fixture.as('admin'), { id }));
  expect(resolved).toMatchObject({ id, resolved_by: 'Test admin' });
  expect(await resolveAlert(fixture.as('owner'), { id })).toEqual(resolved);
  expect((await history(database)).audit).toMatchObject([
    {
      action: 'alert.resolve',
      subjectId: id,
      subjectName: 'openai',
      detail: { kind: 'endpoint_unreachable' },
    },
  ]);
  await raise('openai', 1, 'endpoint_unreachable');
  expect((await list({ state: 'open' })).items).toMatchObject([{ subject: 'openai', seen: 1 }]);
  await expect(resolveAlert(fixture.as('admin'), { id: 'alr_no' })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('a replaced secret resolves the alert of its credential and of no other', async () => {
  await database.db.insert(provider).values({ id: 'prov_1', name: 'openai', adapter: 'openai' });
  const row = { providerId: 'prov_1', sealedSecret: 'sealed', hint: 'abcd', weight: 1 };
  await database.db.insert(credential).values([
    { id: 'cred_1', name: 'a', ...row },
    { id: 'cred_2', name: 'b', ...row },
  ]);
  await raise('openai/a', 0);
  await raise('openai/b', 0);
  await replaceSecret(fixture.as('admin'), {
    id: 'prov_1',
    credential_id: 'cred_1',
    secret: 'sk-new-secret',
  });
  const rows = await database.db.select().from(alert);
  expect(rows.map(({ subject, resolvedBy }) => [subject, resolvedBy]).sort()).toEqual([
    ['openai/a', 'Test admin'],
    ['openai/b', null],
  ]);
});
