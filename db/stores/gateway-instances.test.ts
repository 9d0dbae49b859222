import { asc } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../client.ts';
import { circuitState, gatewayInstance } from '../schema/index.ts';
import { databaseKinds, isAvailable, type TestDatabase, withTestDatabase } from '../testing/test-database.ts';
import {
  type CircuitReport,
  listLiveInstances,
  publishInstance,
  removeInstance,
  removeSilentInstances,
} from './gateway-instances.ts';

const report = (id: string) => ({
  id,
  startedAt: new Date('2026-01-01T00:00:00Z'),
  configVersion: 3,
  recordQueueDepth: 5,
  recordsDropped: 0,
});
const circuit = (target: string, state: CircuitReport['state'] = 'open'): CircuitReport => ({
  target,
  state,
  since: new Date('2026-01-01T00:00:01Z'),
  reason: 'timeout',
  nextProbeAt: new Date('2026-01-01T00:00:31Z'),
});

const listInstances = (db: Database['db']) =>
  db.select().from(gatewayInstance).orderBy(asc(gatewayInstance.id));
const listCircuits = (db: Database['db']) =>
  db.select().from(circuitState).orderBy(asc(circuitState.target), asc(circuitState.instanceId));

describe.each(databaseKinds)('gateway instances on the %s database', (kind) => {
  describe.skipIf(!isAvailable(kind))('where the machine has one', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await withTestDatabase(kind);
    });
    afterAll(() => database.stop());
    beforeEach(() => database.truncate());

    const silence = (id: string, seconds: number) =>
      database.sql`update gateway_instance set heartbeat_at = now() - make_interval(secs => ${seconds}) where id = ${id}`;

    it('replace what they published before: heartbeat, figures and every circuit', async () => {
      await publishInstance(database.db, report('gw_1'), [circuit('a/m'), circuit('b/m')]);
      await silence('gw_1', 30);
      await publishInstance(database.db, { ...report('gw_1'), recordQueueDepth: 9 }, [
        circuit('b/m', 'half_open'),
      ]);
      const [instance] = await listInstances(database.db);
      expect(instance).toMatchObject({ recordQueueDepth: 9, configVersion: 3 });
      expect(Math.abs((instance?.heartbeatAt.getTime() ?? 0) - Date.now())).toBeLessThan(20_000);
      expect(await listCircuits(database.db)).toEqual([
        { instanceId: 'gw_1', ...circuit('b/m', 'half_open') },
      ]);
    });

    it('publish more circuits than a statement has parameters', async () => {
      const many = Array.from({ length: 12_000 }, (_, index) => circuit(`a/model-${index}`));
      await publishInstance(database.db, report('gw_1'), many);
      expect(await listCircuits(database.db)).toHaveLength(12_000);
    });

    it('keep their circuits apart and list them by target', async () => {
      await publishInstance(database.db, report('gw_2'), [circuit('b/m'), circuit('a/m', 'closed')]);
      await publishInstance(database.db, report('gw_1'), [circuit('a/m')]);
      await publishInstance(database.db, report('gw_1'), []);
      await publishInstance(database.db, report('gw_3'), [circuit('a/m')]);
      const circuits = await listCircuits(database.db);
      expect(circuits.map((row) => [row.target, row.instanceId])).toEqual([
        ['a/m', 'gw_2'],
        ['a/m', 'gw_3'],
        ['b/m', 'gw_2'],
      ]);
    });

    it('vanish with their circuits after a minute of silence, and no earlier', async () => {
      await publishInstance(database.db, report('gw_gone'), [circuit('a/m')]);
      await publishInstance(database.db, report('gw_slow'), [circuit('a/m')]);
      await silence('gw_gone', 61);
      await silence('gw_slow', 45);
      expect(await removeSilentInstances(database.db)).toEqual(['gw_gone']);
      expect((await listCircuits(database.db)).map((row) => row.instanceId)).toEqual(['gw_slow']);
    });

    it('are alive for ten seconds after they were heard of', async () => {
      await publishInstance(database.db, report('gw_here'), []);
      await publishInstance(database.db, report('gw_slow'), []);
      await publishInstance(database.db, report('gw_gone'), []);
      await silence('gw_slow', 6);
      await silence('gw_gone', 11);
      expect((await listLiveInstances(database.db)).sort()).toEqual(['gw_here', 'gw_slow']);
    });

    it('come back when they speak again after having been removed', async () => {
      await publishInstance(database.db, report('gw_1'), [circuit('a/m')]);
      await removeInstance(database.db, 'gw_1');
      expect(await listCircuits(database.db)).toEqual([]);
      await publishInstance(database.db, report('gw_1'), [circuit('a/m')]);
      expect(await listCircuits(database.db)).toHaveLength(1);
    });
  });
});
