import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import { type Simulator, startSimulator } from '#lib/simulator/start-simulator.ts';
import { afterStopping, startGatewayProcess } from '../../gateway-process.ts';
import { buildSetup, type RowSetup, roleOf } from '../build-setup.ts';
import { judge } from '../judge.ts';
import { requestBody } from '../request-body.ts';
import type { FaultRow, RanRow, UpstreamSight } from '../row.ts';
import type { Seen } from '../seen.ts';
import { askGateway } from './ask.ts';
import { readRecords } from './read-records.ts';

/** A row with all that happened in it, and what was wrong. */
export interface JudgedRow {
  readonly row: FaultRow;
  readonly ran: RanRow;
  readonly flaws: readonly string[];
}

/** What the whole run came to. */
export interface TableRun {
  readonly rows: readonly JudgedRow[];
  readonly tookMs: number;
  /** What the gateway logged that is no routine. */
  readonly remarks: readonly string[];
  readonly exitCode: number | NodeJS.Signals | null;
}

/** More at once would measure the machine rather than the gateway. */
const rowsAtOnce = 12;
const keys = { all: 'us_faults-every-route-0001', named: 'us_faults-named-targets-01' };
/** Calls that ended are logged a moment after their callers know. Milliseconds. */
const settleMs = 1_500;

interface Prepared {
  readonly row: FaultRow;
  readonly id: string;
  readonly setup: RowSetup;
}

/** Runs the rows against a gateway process and a simulator over real sockets, and judges them. */
export async function runTable(
  table: readonly FaultRow[],
  report: (line: string) => void,
): Promise<TableRun> {
  const simulator = await startSimulator({ maxCalls: 200_000 });
  const prepared = table.map((row, index): Prepared => {
    const id = `f${String(index + 1).padStart(3, '0')}`;
    return { row, id, setup: buildSetup(row, id, simulator.origin) };
  });
  for (const { setup } of prepared) {
    for (const [name, scenario] of Object.entries(setup.scenarios)) simulator.setScenario(name, scenario);
  }
  const gateway = await startGatewayProcess({ document: documentOf(prepared) }).catch(
    afterStopping(simulator),
  );
  report(`gateway ${gateway.url}, simulator ${simulator.origin}, ${table.length} rows`);
  const startedMs = performance.now();
  try {
    const ran = await runAll(prepared, { url: gateway.url, simulator, report });
    await sleep(settleMs);
    const tookMs = performance.now() - startedMs;
    const exitCode = await gateway.stop();
    const records = await readRecords({ dataDir: gateway.dataDir });
    const upstream = upstreamByRow(simulator);
    const rows = prepared.map(({ row, id }): JudgedRow => {
      const { seen, tookMs: took, stuck } = ran.get(id) ?? { seen: [], tookMs: 0, stuck: 'it never ran' };
      const whole = { seen, tookMs: took, upstream: upstream.get(id) ?? [], records: records.get(id) ?? [] };
      return { row, ran: whole, flaws: stuck === null ? judge(row, whole) : [stuck] };
    });
    return { rows, tookMs, remarks: gateway.remarks, exitCode };
  } finally {
    await gateway.stop();
    await simulator.stop();
    gateway.remove();
  }
}

function documentOf(prepared: readonly Prepared[]) {
  const join = (section: 'providers' | 'models' | 'routes') =>
    Object.assign({}, ...prepared.map(({ setup }) => setup[section])) as Record<string, unknown>;
  const named = prepared.flatMap(({ row, setup }) =>
    row.namesTargets === true ? [setup.route, ...setup.targets] : [],
  );
  return {
    version: 1,
    providers: join('providers'),
    models: join('models'),
    routes: join('routes'),
    keys: {
      all: { secret: keys.all },
      ...(named.length === 0 ? {} : { named: { secret: keys.named, models: named } }),
    },
  };
}

interface World {
  readonly url: string;
  readonly simulator: Simulator;
  readonly report: (line: string) => void;
}

type Ran = Pick<RanRow, 'seen' | 'tookMs'> & { readonly stuck: string | null };

/**
 * First the many short ones side by side; then, with the machine to themselves, the long ones; last and one by one those who leave, since
 * a tenth of a second is measured there.
 */
async function runAll(prepared: readonly Prepared[], world: World): Promise<Map<string, Ran>> {
  const ran = new Map<string, Ran>();
  const isLong = ({ row }: Prepared) =>
    row.group === 'under load' || row.group === 'background checks' || row.group.includes('full length');
  const isDelicate = ({ row }: Prepared) => row.group === 'a caller who leaves';
  const run = async (one: Prepared) => {
    ran.set(one.id, await runRow(one, world));
    if (ran.size % 50 === 0) world.report(`${ran.size} of ${prepared.length} rows have run`);
  };
  const queue = prepared.filter((one) => !isLong(one) && !isDelicate(one));
  const lanes = Array.from({ length: rowsAtOnce }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await run(next);
  });
  await Promise.all(lanes);
  await Promise.all(prepared.filter(isLong).map(run));
  for (const one of prepared.filter(isDelicate)) await run(one);
  return ran;
}

/** Longer than any row: the documented limits at full length take a minute, an outage under load two. */
const rowLimitMs = 300_000;

async function runRow({ row, id, setup }: Prepared, { url, simulator }: World): Promise<Ran> {
  const dispatcher = new Agent({ connections: 200 });
  // Scenarios that change with time begin with their row.
  for (const [name, scenario] of Object.entries(setup.scenarios)) simulator.setScenario(name, scenario);
  const key = row.namesTargets === true ? keys.named : keys.all;
  const now = () => performance.timeOrigin + performance.now();
  const startedMs = now();
  const course = row.course ?? (async (driver) => [await driver.ask()]);
  const late = AbortSignal.timeout(rowLimitMs);
  try {
    const seen = await Promise.race([
      course({
        ask: (options = {}) =>
          askGateway({ url, key, body: requestBody(row, id, options), options, dispatcher }),
        wait: async (ms) => void (await sleep(ms)),
        now,
      }),
      new Promise<never>((_, reject) => {
        late.addEventListener('abort', () => reject(new Error('stuck')), { once: true });
      }),
    ]);
    return { seen, tookMs: lastEnd(seen) - startedMs, stuck: null };
  } catch (error) {
    return {
      seen: [],
      tookMs: now() - startedMs,
      stuck: error instanceof Error ? error.message : String(error),
    };
  } finally {
    await dispatcher.destroy();
  }
}

const lastEnd = (seen: readonly Seen[]) => Math.max(...seen.map(({ endedMs }) => endedMs));

function upstreamByRow(simulator: Simulator): Map<string, UpstreamSight[]> {
  const rows = new Map<string, UpstreamSight[]>();
  for (const call of simulator.calls()) {
    const role = roleOf(call.scenario);
    if (role === null || call.operation !== 'chat') continue;
    const id = call.scenario.slice(0, -role.length - 1);
    const endedMs = call.abortedAfterMs === null ? call.finishedAt : call.at + call.abortedAfterMs;
    const sight = { role, atMs: call.at, endedMs, aborted: call.aborted };
    rows.set(id, [...(rows.get(id) ?? []), sight]);
  }
  return rows;
}
