import { afterAll, beforeEach, expect, test } from 'vitest';
import { budgetAccount, virtualKey } from '#db/schema/index.ts';
import { withTestDatabase } from '#db/testing/test-database.ts';
import { createKey } from '../keys/create-key.ts';
import { revokeKey } from '../keys/revoke-key.ts';
import { createKeyInput } from '../keys/schema.ts';
import { consoleFixture, insertOrganisation, startMs } from '../testing/console-fixture.ts';
import { history } from '../testing/history.ts';
import { insertRequests, requestRow } from '../testing/request-rows.ts';
import { createTeam } from './create-team.ts';
import { deleteTeam } from './delete-team.ts';
import { getTeam } from './get-team.ts';
import { listTeams } from './list-teams.ts';
import { createTeamInput, teamItem, teamList, updateTeamInput } from './schema.ts';
import { updateTeam } from './update-team.ts';

const database = await withTestDatabase();
afterAll(database.stop);

let fixture = consoleFixture(database);
beforeEach(async () => {
  await database.truncate();
  fixture = consoleFixture(database);
  await insertOrganisation(database);
});

const admin = () => fixture.as('admin');
const create = (fields: Record<string, unknown>) => createTeam(admin(), createTeamInput.parse(fields));
const update = (id: string, fields: Record<string, unknown>) =>
  updateTeam(admin(), { id, ...updateTeamInput.parse(fields) });
const month = { limit_usd: 200, period: 'month', mode: 'hard' };

test('a team is made with limits, changed field by field, and shows what its keys spent together', async () => {
  const made = teamItem.parse(await create({ name: 'support', budget: month, rpm: 600 }));
  expect(made).toMatchObject({
    active_keys: 0,
    budget: [month],
    rpm: 600,
    tpm: null,
    month_cost_nano_usd: '0',
  });
  const changed = await update(made.id, { name: 'care', tpm: 400_000 });
  expect(changed).toMatchObject({ id: made.id, name: 'care', budget: [month], rpm: 600, tpm: 400_000 });
  await database.db.insert(budgetAccount).values({
    budgetId: `team:${made.id}:month`,
    periodStart: new Date('2026-10-31T23:00:00Z'),
    spentNanoUsd: 7n,
  });
  const viewer = fixture.as('viewer');
  expect((await getTeam(viewer, { id: made.id })).usage).toMatchObject([{ spent_nano_usd: '7' }]);
  expect(teamList.parse(await listTeams(viewer)).items).toHaveLength(1);
  expect(await update(made.id, { budget: [], rpm: null, tpm: null })).toMatchObject({
    budget: [],
    usage: [],
  });
  const { audit, actions } = await history(database);
  expect(actions).toEqual(['team.create', 'team.update', 'team.update']);
  expect(audit[1]?.detail).toEqual({
    name: { before: 'support', after: 'care' },
    tpm: { before: null, after: 400_000 },
  });
});

test('a name that is taken is refused, as is a team that does not exist', async () => {
  await create({ name: 'a' });
  const { id } = await create({ name: 'b' });
  await expect(update(id, { name: 'a' })).rejects.toMatchObject({
    code: 'conflict',
    issues: [{ path: 'name' }],
  });
  const nobody = { id: 'team_none' };
  for (const verb of [getTeam, deleteTeam, updateTeam])
    await expect(verb(admin(), nobody)).rejects.toMatchObject({ code: 'not_found' });
});

test('a team is not removed from under its keys; once they are revoked it is', async () => {
  const { id } = await create({ name: 'support', rpm: 5 });
  const key = await createKey(admin(), createKeyInput.parse({ name: 'bot', team: 'support' }));
  await expect(deleteTeam(admin(), { id })).rejects.toMatchObject({
    code: 'conflict',
    message:
      'support cannot be removed: key bot belongs to it. Give it another team, none, or revoke it first.',
    details: { keys: ['bot'] },
  });
  await revokeKey(admin(), { id: key.id });
  expect(await deleteTeam(admin(), { id })).toEqual({ id, removed: true });
  expect((await database.db.select().from(virtualKey))[0]).toMatchObject({ name: 'bot', teamId: null });
  const { audit, summaries } = await history(database);
  expect(audit.at(-1)).toMatchObject({ action: 'team.delete', subjectName: 'support', detail: { rpm: 5 } });
  expect(summaries.at(-1)).toBe('removed team support');
});

test("what a team spent this month is counted from the month's first moment in the organisation's zone", async () => {
  await create({ name: 'support' });
  await create({ name: 'quiet' });
  const row = (id: string, at: string, team: string | null) =>
    requestRow({ id, startedAt: new Date(at), team, costNanoUsd: 1_000_000_001n });
  await insertRequests(database, [
    row('req_1', '2026-10-31T22:59:59Z', 'support'),
    row('req_2', '2026-10-31T23:00:00Z', 'support'),
    row('req_3', new Date(startMs).toISOString(), 'support'),
    row('req_4', '2026-11-10T00:00:00Z', null),
  ]);
  const { items } = await listTeams(fixture.as('viewer'));
  expect(items.map((team) => [team.name, team.month_cost_nano_usd])).toEqual([
    ['quiet', '0'],
    ['support', '2000000002'],
  ]);
});
