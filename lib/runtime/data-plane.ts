import { listLiveInstances } from '#db/stores/gateway-instances.ts';
import { createRecordWriter } from '#db/stores/request-records.ts';
import type { Gateway } from '#lib/gateway/gateway-call.ts';
import { newId } from '#lib/gateway/new-id.ts';
import { startSimulator } from '#lib/simulator/start-simulator.ts';
import { openBudgetLeaseSource } from './budget-lease-source.ts';
import { systemClock } from './clock.ts';
import type { DataPlaneInput } from './data-plane-input.ts';
import { followConfiguration, readiness } from './follow-configuration.ts';
import { createGatewayNews } from './gateway-news.ts';
import { createGatewayRoot, type GatewayRoot } from './gateway-root.ts';
import { keepCurrent } from './keep-current.ts';
import { watchCalls } from './open-calls.ts';
import { createRateShares } from './rate-shares.ts';
import { runningDataPlanes } from './running-data-planes.ts';
import { within } from './within.ts';

/** The gateway of this process, following the configuration and writing records. */
export interface DataPlane {
  readonly handle: Gateway;
  /** Writes down what is still queued and says goodbye. */
  stop(): Promise<void>;
}

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
  const calls = watchCalls(core.handle);
  const current = await keepCurrent(core, { database, instanceId, source, records, rateShares, log });

  const dataPlane: DataPlane = {
    handle: calls.handle,
    async stop() {
      runningDataPlanes.delete(dataPlane);
      await calls.settled(settleMs);
      await Promise.all([
        current.stop(),
        records.close(flushMs),
        news.close(flushMs),
        closeWallet(core, logError),
      ]);
      await Promise.all([current.leave(), core.close(), simulator.stop(), leases.close()]);
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
