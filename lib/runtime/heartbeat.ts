import type { Database } from '#db/client.ts';
import { removeOldAlerts } from '#db/stores/alerts.ts';
import { removeOldLeases } from '#db/stores/budget-leases.ts';
import { removeOldCircuitEvents } from '#db/stores/circuit-events.ts';
import { removeSpentOrders } from '#db/stores/circuit-overrides.ts';
import {
  type CircuitReport,
  publishInstance,
  removeInstance,
  removeSilentInstances,
} from '#db/stores/gateway-instances.ts';
import type { Circuit } from '#lib/gateway/resilience/circuit.ts';
import { nextProbeAtMs, publishedState } from '#lib/gateway/resilience/circuit-transition.ts';

/** What a gateway process tells of itself. */
export interface HeartbeatDeps {
  readonly db: Database['db'];
  /** `gw_…`, fresh at each start. */
  readonly instanceId: string;
  configVersion(): number | null;
  records(): { readonly queued: number; readonly dropped: number };
  circuits(): ReadonlyMap<string, Circuit>;
  /** Tidies what this process holds in memory. */
  tidy(): void;
}

/** How a gateway process is seen from outside: figures and circuits as rows with a heartbeat. */
export interface Heartbeat {
  /** Publishes now. Silent when the database is away: whoever follows the configuration says so already. */
  beat(): Promise<void>;
  /** Takes the rows away, so that a process that ended in order is not shown as one that went silent. */
  leave(): Promise<void>;
}

/** Others that went silent, and what is kept for a time only, are tidied away by every so many beats. */
const beatsBetweenTidying = 30;

/** Publishes this process, and removes those that died without leaving and what is too old to be kept. */
export function createHeartbeat(deps: HeartbeatDeps): Heartbeat {
  const startedAt = new Date();
  let beats = 0;
  const publish = async () => {
    const { queued, dropped } = deps.records();
    const report = {
      id: deps.instanceId,
      startedAt,
      configVersion: deps.configVersion(),
      recordQueueDepth: queued,
      recordsDropped: dropped,
    };
    await publishInstance(deps.db, report, circuitReports(deps.circuits()));
    beats += 1;
    if (beats % beatsBetweenTidying !== 1) return;
    deps.tidy();
    await removeSilentInstances(deps.db);
    await removeSpentOrders(deps.db);
    await removeOldCircuitEvents(deps.db);
    await removeOldAlerts(deps.db);
    await removeOldLeases(deps.db);
  };
  return {
    beat: () => publish().catch(() => {}),
    leave: () => removeInstance(deps.db, deps.instanceId).catch(() => {}),
  };
}

/** Circuits in the form of their rows. */
export function circuitReports(circuits: ReadonlyMap<string, Circuit>): CircuitReport[] {
  return [...circuits].map(([target, circuit]) => ({
    target,
    state: publishedState(circuit),
    since: new Date(circuit.since),
    reason: 'reason' in circuit ? circuit.reason : null,
    nextProbeAt: instantOf(nextProbeAtMs(circuit)),
  }));
}

const instantOf = (unixMs: number | null) => (unixMs === null ? null : new Date(unixMs));
