import { asc } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alert, circuitEvent } from '../schema/index.ts';
import { databaseKinds, isAvailable, type TestDatabase, withTestDatabase } from '../testing/test-database.ts';
import { raiseAlert, removeOldAlerts, resolveAlerts } from './alerts.ts';
import { type CircuitEventRow, insertCircuitEvents, removeOldCircuitEvents } from './circuit-events.ts';
import { readCircuitOrders, removeSpentOrders, writeCircuitOrder } from './circuit-overrides.ts';

describe.each(databaseKinds)('on the %s database', (kind) => {
  describe.skipIf(!isAvailable(kind))('where the machine has one', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await withTestDatabase(kind);
    });
    afterAll(() => database.stop());
    beforeEach(() => database.truncate());

    const event = (id: string, daysAgo: number): CircuitEventRow => ({
      id,
      at: new Date(Date.now() - daysAgo * 86_400_000),
      instanceId: 'gw_1',
      target: 'a/m',
      from: 'closed',
      to: 'open',
      reason: 'timeout',
      nextProbeAt: null,
    });
    const eventIds = async () =>
      (await database.db.select().from(circuitEvent).orderBy(asc(circuitEvent.id))).map(({ id }) => id);
    const order = (
      target: string,
      expiresInSeconds: number | null,
      action: 'forced_open' | 'reset' = 'forced_open',
    ) => writeCircuitOrder(database.db, { target, action, reason: null, orderedBy: 'Ada', expiresInSeconds });

    it('an event that is sent twice is there once', async () => {
      await insertCircuitEvents(database.db, [event('cev_1', 0)]);
      await insertCircuitEvents(database.db, [event('cev_1', 0), event('cev_2', 0)]);
      expect(await eventIds()).toEqual(['cev_1', 'cev_2']);
    });

    it('events go after thirty days, and the oldest when there are too many', async () => {
      await insertCircuitEvents(database.db, [
        event('cev_1', 31),
        event('cev_2', 29),
        event('cev_3', 2),
        event('cev_4', 1),
      ]);
      await removeOldCircuitEvents(database.db);
      expect(await eventIds()).toEqual(['cev_2', 'cev_3', 'cev_4']);
      await removeOldCircuitEvents(database.db, 2);
      expect(await eventIds()).toEqual(['cev_3', 'cev_4']);
    });

    it('an order says how long it still holds, and goes a while after it has run out', async () => {
      await order('a/forced', 600);
      await order('a/for-ever', null);
      await order('a/over', 1);
      await order('a/reset', null, 'reset');
      await order('a/old-reset', null, 'reset');
      await database.sql`update circuit_override set expires_at = now() - interval '61 seconds' where target = 'a/over'`;
      await database.sql`update circuit_override set ordered_at = now() - interval '11 minutes' where target = 'a/old-reset'`;
      const rows = new Map((await readCircuitOrders(database.db)).map((row) => [row.target, row]));
      expect(rows.size).toBe(5);
      expect(rows.get('a/forced')?.remainingMs).toBeGreaterThan(500_000);
      expect(rows.get('a/forced')?.remainingMs).toBeLessThanOrEqual(600_000);
      expect(rows.get('a/for-ever')?.remainingMs).toBeNull();
      expect(rows.get('a/over')?.remainingMs).toBeLessThan(0);
      await removeSpentOrders(database.db);
      const left = (await readCircuitOrders(database.db)).map(({ target }) => target);
      expect(left.sort()).toEqual(['a/for-ever', 'a/forced', 'a/reset']);
    });

    it('a resolved alert goes after thirty days, an open one stays however old', async () => {
      const seen = {
        message: '',
        detail: { some: 'detail' },
        firstSeen: new Date(0),
        lastSeen: new Date(0),
        times: 3,
      };
      await raiseAlert(database.db, { ...seen, kind: 'credential_refused', subject: 'a/open' });
      await raiseAlert(database.db, { ...seen, kind: 'credential_refused', subject: 'a/over' });
      await resolveAlerts(database.db, { kinds: ['credential_refused'], subject: 'a/over', by: 'Ada' });
      await removeOldAlerts(database.db);
      expect(await database.db.select().from(alert)).toHaveLength(2);
      await database.sql`update alert set resolved_at = now() - interval '31 days' where resolved_at is not null`;
      await removeOldAlerts(database.db);
      expect(await database.db.select().from(alert)).toMatchObject([
        { subject: 'a/open', seen: 3, detail: { some: 'detail' }, resolvedAt: null },
      ]);
    });
  });
});
