import type { Database } from '#db/client.ts';
import {
  type CircuitReport,
  publishInstance,
  removeInstance,
  removeSilentInstances,
} from '#db/stores/gateway-instances.ts';
import type { Circuit } from '#lib/gateway/resilience/circuit.ts';

/** What a gateway process tells of itself. */
export interface HeartbeatDeps {
  readonly db: Database['db'];
  /** `gw_…`, fresh at each start. */
  readonly instanceId: string;
  configVersion(): number | null;
  records(): { readonly queued: number; readonly dropped: number };
  circuits(): ReadonlyMap<string, Circuit>;
}

/** How a gateway process is seen from outside: figures and circuits as rows with a heartbeat. */
export interface Heartbeat {
  /** Publishes now. Silent when the database is away: whoever follows the configuration says so already. */
  beat(): Promise<void>;
  /** Takes the rows away, so that a process that ended in order is not shown as one that went silent. */
  leave(): Promise<void>;
}

/** Others that went silent are tidied away by every so many beats. */
const beatsBetweenTidying = 30;

/** Publishes this process, and removes those that died without leaving. */
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
    if (beats % beatsBetweenTidying === 0) await removeSilentInstances(deps.db);
    beats += 1;
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
    // Seen from outside, a circuit that ramps up is closed: calls pass.
    state: circuit.state === 'ramping' ? 'closed' : circuit.state,
    since: new Date(circuit.since),
    reason: 'reason' in circuit ? circuit.reason : null,
    nextProbeAt: nextProbeAt(circuit),
  }));
}

function nextProbeAt(circuit: Circuit): Date | null {
  switch (circuit.state) {
    case 'closed':
    case 'ramping':
      return null;
    case 'open':
      return new Date(circuit.until);
    case 'half_open':
      // Its probe is under way, or may be the very next call.
      return new Date(circuit.since);
    default:
      return circuit satisfies never;
  }
}
