import type { Logger } from 'pino';
import type { Database } from '#db/client.ts';
import { readCircuitOrders } from '#db/stores/circuit-overrides.ts';
import { loadConfigurationRows, readConfigVersion } from '#db/stores/configuration-rows.ts';
import { listLiveInstances } from '#db/stores/gateway-instances.ts';
import { createRecordWriter, type RecordWriter } from '#db/stores/request-records.ts';
import { buildConfiguration } from '#lib/config/build-configuration.ts';
import type { MasterKey } from '#lib/credentials/master-key.ts';
import { openSecret } from '#lib/credentials/seal.ts';
import type { Gateway } from '#lib/gateway/gateway-call.ts';
import { newId } from '#lib/gateway/new-id.ts';
import type { Readiness } from '#lib/gateway/ports.ts';
import { startSimulator } from '#lib/simulator/start-simulator.ts';
import { openBudgetLeaseSource } from './budget-lease-source.ts';
import { callableTargets } from './callable-targets.ts';
import { createOrderFollower, type OrderFollower } from './circuit-orders.ts';
import { systemClock } from './clock.ts';
import { type ConfigurationSource, createConfigurationSource } from './configuration-source.ts';
import { createGatewayNews } from './gateway-news.ts';
import { createGatewayRoot, type GatewayRoot } from './gateway-root.ts';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';
import { createMaintenance } from './maintenance.ts';
import { watchCalls } from './open-calls.ts';
import { createRateShares, type RateShares } from './rate-shares.ts';
import { repeat } from './repeat.ts';
import { runningDataPlanes } from './running-data-planes.ts';
import { within } from './within.ts';

/** What the data plane of a process is made of. */
export interface DataPlaneInput {
  readonly database: Database;
  readonly masterKey: MasterKey;
  /** Of the virtual keys' hashes. */
  readonly pepper: Uint8Array;
  readonly log: Logger;
  /** How long the configuration in hand is served while the database cannot be asked, in milliseconds. */
  readonly maxStaleMs: number;
  /** True once the process is ending: known keys are served, and load balancers told to go elsewhere. */
  draining(): boolean;
  /** Sentences about what else of this process is not well. */
  otherTroubles(): readonly string[];
}

/** The gateway of this process, following the configuration and writing records. */
export interface DataPlane {
  readonly handle: Gateway;
  /** Writes down what is still queued and says goodbye. */
  stop(): Promise<void>;
}

/** An operator's action reaches every gateway within a second (CONTRACT.md). */
const pollMs = 500;
const heartbeatMs = 1_000;
/** Records are summed this often; sums are exact in between as well. */
const maintenanceMs = 3_000;
/** Longest wait for calls that were cut off to say what they did: it takes them a moment, not a second. */
const settleMs = 1_000;
/** Longest wait for records to be written at the end. */
const flushMs = 5_000;

/**
 * Joins configuration, core and records, and starts what keeps them current.
 * @throws when the first configuration cannot be read.
 */
export async function startDataPlane(input: DataPlaneInput): Promise<DataPlane> {
  const { database, log, pepper } = input;
  const simulator = await startSimulator();
  const source = followConfiguration(input, simulator.origin);
  await source.poll();

  const logError = (message: string, error: unknown) => log.error({ err: error }, message);
  const records = createRecordWriter(database, { log: logError });
  const instanceId = newId('gw');
  const news = createGatewayNews({
    db: database.db,
    instanceId,
    log,
    configuration: source.current,
    checks: () => core.health.checks.snapshot(),
  });
  const rateShares = createRateShares({
    instanceId,
    readAlive: () => listLiveInstances(database.db),
    monotonic: systemClock.monotonic,
  });
  const leases = openBudgetLeaseSource({ target: database.target, instanceId, clock: systemClock });
  const core = createGatewayRoot({
    configuration: source.current,
    configurationIsCurrent: source.isCurrent,
    readiness: () => readiness(input, source),
    pepper,
    records: news.watch(records),
    circuitChanged: news.circuitChanged,
    rateShare: rateShares.share,
    leases,
    alerts: news.alerts,
    log,
  });
  const orders = followOrders(database, core);
  const calls = watchCalls(core.handle);
  const heartbeat = beatFor(core, { database, instanceId, source, records });
  const maintain = createMaintenance({ db: database.db, log, now: systemClock.now });
  const repeated = await keepCurrent({ source, orders, heartbeat, rateShares });
  repeated.push(repeat(maintenanceMs, maintain));

  const dataPlane: DataPlane = {
    handle: calls.handle,
    async stop() {
      runningDataPlanes.delete(dataPlane);
      await calls.settled(settleMs);
      await Promise.all([
        ...repeated.map((stop) => stop()),
        records.close(flushMs),
        news.close(flushMs),
        closeWallet(core, logError),
      ]);
      await Promise.all([heartbeat.leave(), core.close(), simulator.stop(), leases.close()]);
    },
  };
  runningDataPlanes.add(dataPlane);
  return dataPlane;
}

/** Books what was spent and gives back the rest. What cannot be given back in time is free when its lease expires. */
function closeWallet({ wallet }: GatewayRoot, logError: (message: string, error: unknown) => void) {
  const message = 'The database does not answer.';
  return within(wallet.close(), { clock: systemClock, ms: flushMs, message }).catch((error: unknown) =>
    logError('What was spent last could not be booked on its budgets.', error),
  );
}

/** What orders and which other processes there are is known before the first call, and the others know of this one. */
async function keepCurrent(followed: {
  source: ConfigurationSource;
  orders: OrderFollower;
  heartbeat: Heartbeat;
  rateShares: RateShares;
}) {
  const { source, orders, heartbeat, rateShares } = followed;
  await orders.poll();
  await heartbeat.beat();
  await rateShares.poll();
  return [
    repeat(pollMs, source.poll),
    repeat(pollMs, orders.poll),
    repeat(heartbeatMs, heartbeat.beat),
    repeat(heartbeatMs, rateShares.poll),
  ];
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
  process: {
    readonly database: Database;
    readonly instanceId: string;
    readonly source: ConfigurationSource;
    readonly records: RecordWriter;
  },
) {
  const { database, instanceId, source, records } = process;
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

function followConfiguration(input: DataPlaneInput, simulatorOrigin: string) {
  const { database, masterKey, log, maxStaleMs } = input;
  const { db } = database;
  return createConfigurationSource({
    readVersion: () => readConfigVersion(db),
    load: async () =>
      buildConfiguration(await loadConfigurationRows(db), {
        openCredential: (sealed, context) => openSecret(masterKey, sealed, context),
        simulatorOrigin,
      }),
    maxStaleMs,
    monotonic: systemClock.monotonic,
    report: (message, error) => (error === null ? log.info(message) : log.error({ err: error }, message)),
  });
}

function readiness(input: DataPlaneInput, source: ConfigurationSource): Readiness {
  if (input.draining()) return { ready: false, reasons: ['This process is ending.'] };
  const troubles = source.troubles();
  if (source.current() !== null) return { ready: true, reasons: [...troubles, ...input.otherTroubles()] };
  return { ready: false, reasons: troubles.length > 0 ? troubles : ['No configuration is loaded yet.'] };
}
