import type { Logger } from 'pino';
import type { Database } from '#db/client.ts';
import { readCircuitOrders } from '#db/stores/circuit-overrides.ts';
import type { RecordWriter } from '#db/stores/request-records.ts';
import { callableTargets } from './callable-targets.ts';
import { createOrderFollower } from './circuit-orders.ts';
import { systemClock } from './clock.ts';
import type { ConfigurationSource } from './configuration-source.ts';
import type { GatewayRoot } from './gateway-root.ts';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';
import { createMaintenance } from './maintenance.ts';
import type { RateShares } from './rate-shares.ts';
import { repeat } from './repeat.ts';

/** An operator's action reaches every gateway within a second (CONTRACT.md). */
const pollMs = 500;
const heartbeatMs = 1_000;
/** Records are summed this often; sums are exact in between as well. */
const maintenanceMs = 3_000;

/** A process among others on one database. */
export interface Membership {
  readonly database: Database;
  /** `gw_…` */
  readonly instanceId: string;
  readonly source: ConfigurationSource;
  readonly records: RecordWriter;
  readonly rateShares: RateShares;
  readonly log: Logger;
}

/**
 * Follows configuration, orders and the other processes, tells them of this one, and looks after sums and partitions. What orders and which
 * other processes there are is known before the first call. The returned function stops all of it and takes this process off the list.
 */
export async function keepCurrent(
  core: GatewayRoot,
  membership: Membership,
): Promise<{ stop(): Promise<void>; leave(): Promise<void> }> {
  const { database, source, rateShares, log } = membership;
  const orders = followOrders(database, core);
  const heartbeat = beatFor(core, membership);
  const maintain = createMaintenance({ db: database.db, log, now: systemClock.now });
  await orders.poll();
  await heartbeat.beat();
  await rateShares.poll();
  const repeated = [
    repeat(pollMs, source.poll),
    repeat(pollMs, orders.poll),
    repeat(heartbeatMs, heartbeat.beat),
    repeat(heartbeatMs, rateShares.poll),
    repeat(maintenanceMs, maintain),
  ];
  return {
    async stop() {
      await Promise.all(repeated.map((end) => end()));
    },
    leave: () => heartbeat.leave(),
  };
}

function followOrders({ db }: Database, { health, agreement }: GatewayRoot) {
  return createOrderFollower({
    read: () => readCircuitOrders(db),
    breaker: health.breaker,
    agreement,
    now: systemClock.now,
  });
}

function beatFor(
  { health: { breaker }, agreement }: GatewayRoot,
  { database, instanceId, source, records }: Membership,
): Heartbeat {
  return createHeartbeat({
    db: database.db,
    instanceId,
    configVersion: () => source.current()?.version ?? null,
    records: () => records.stats(),
    circuits: () => breaker.circuits(),
    tidy() {
      const configuration = source.current();
      if (configuration === null) return;
      const callable = callableTargets(configuration);
      for (const target of breaker.forget((each) => callable.has(each))) agreement.reset(target);
    },
  });
}
