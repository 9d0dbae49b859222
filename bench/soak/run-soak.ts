import { setTimeout as sleep } from 'node:timers/promises';
import { startSimulator } from '#lib/simulator/start-simulator.ts';
import { afterStopping, type GatewayProcess, startGatewayProcess } from '../gateway-process.ts';
import { countRecords } from './count-records.ts';
import { judgeSoak, type SoakEvidence } from './judge-soak.ts';
import { type Load, startLoad } from './load.ts';
import { type MemorySample, memoryTrend } from './memory-trend.ts';
import { soakDocument, soakScenarios, soakTimeouts } from './providers.ts';

/** How long and how hard. */
export interface SoakOptions {
  readonly requests: number;
  readonly concurrency: number;
  readonly seed: number;
  /** Calls begun in a second, at most; 0 = as many as the callers manage. */
  readonly rate: number;
  /** A PostgreSQL server that holds nothing; the embedded database unless set. */
  readonly databaseUrl?: string | undefined;
  /** Told a line every few seconds. */
  readonly report: (line: string) => void;
}

/** What it came to. */
export interface SoakRun {
  readonly evidence: SoakEvidence;
  readonly flaws: readonly string[];
  readonly callFlaws: readonly string[];
  readonly tookMs: number;
  readonly longestMs: number;
  readonly samples: readonly MemorySample[];
}

const key = 'us_soak-with-every-route-0001';
const progressMs = 5_000;
/** Fewer requests than this warm nothing up, and say nothing about memory. */
const leastForMemory = 20_000;
/** Memory is looked at so often in a run, from the warm-up on. */
const memorySamples = 20;
/** A call's own deadline, and what a busy machine adds. */
const boundMs = soakTimeouts.total_ms + 12_000;
/** Idle connections to providers are kept for half a minute. */
const idleLimitMs = 60_000;

/** Many requests under random faults against a gateway process, and the count of all that they left behind. */
export async function runSoak(options: SoakOptions): Promise<SoakRun> {
  const { requests, concurrency, seed, rate, databaseUrl, report } = options;
  const simulator = await startSimulator({ scenarios: soakScenarios(seed), maxCalls: 1 });
  const gateway = await startGatewayProcess({
    document: soakDocument(simulator.origin, key),
    databaseUrl,
  }).catch(afterStopping(simulator));
  try {
    const before = socketsOf(await gateway.memory());
    const startedMs = performance.now();
    const load = startLoad({ url: gateway.url, key, requests, concurrency, seed, rate, boundMs });
    const samples = await watch({ load, gateway, requests, report });
    await load.finished;
    const tookMs = performance.now() - startedMs;
    const isLong = requests >= leastForMemory;
    const after = isLong ? await untilIdle(gateway, before + idleSockets) : null;
    const { unhandledRejections } = await gateway.memory();
    const upstream = simulator.answersAsked();
    const exitCode = await gateway.stop();
    report('the gateway has ended; counting its records');
    const records = await countRecords({ dataDir: gateway.dataDir, databaseUrl });
    const evidence: SoakEvidence = {
      fates: load.fates,
      records,
      upstream,
      memory: isLong ? memoryTrend(samples) : null,
      unhandledRejections,
      remarks: gateway.remarks,
      failoversLogged: gateway.events.get('failover') ?? 0,
      exitCode,
      sockets: after === null ? null : { before, after, allowed: before + idleSockets },
    };
    const flaws = judgeSoak(evidence);
    return { evidence, flaws, callFlaws: load.flaws, tookMs, longestMs: load.longestMs(), samples };
  } finally {
    await gateway.stop();
    await simulator.stop();
    gateway.remove();
  }
}

/** Background checks keep a connection or two to each provider. */
const idleSockets = 16;

interface Watched {
  readonly load: Load;
  readonly gateway: GatewayProcess;
  readonly requests: number;
  readonly report: (line: string) => void;
}

/** Looks at memory at even steps from the warm-up on, and tells how far it is. */
async function watch({ load, gateway, requests, report }: Watched): Promise<MemorySample[]> {
  const samples: MemorySample[] = [];
  const stepAt = (step: number) => (requests * (step + 1)) / (memorySamples + 1);
  let told = performance.now();
  let doneThen = 0;
  while (load.done() < requests) {
    await Promise.race([sleep(250), load.finished]);
    if (requests >= leastForMemory && load.done() >= stepAt(samples.length) && samples.length < memorySamples)
      samples.push({ done: load.done(), ...(await gateway.memory()) });
    const passedMs = performance.now() - told;
    if (passedMs < progressMs) continue;
    const rate = Math.round(((load.done() - doneThen) / passedMs) * 1_000);
    const heap = Math.round((samples.at(-1)?.heapUsed ?? 0) / 1024 / 1024);
    report(`${load.done()} of ${requests}, ${rate}/s, ${load.flaws.length} wrong, heap ${heap} MiB`);
    told = performance.now();
    doneThen = load.done();
  }
  return samples;
}

async function untilIdle(gateway: GatewayProcess, allowed: number): Promise<number> {
  const untilMs = performance.now() + idleLimitMs;
  for (;;) {
    const open = socketsOf(await gateway.memory());
    if (open <= allowed || performance.now() > untilMs) return open;
    await sleep(1_000);
  }
}

const socketsOf = ({ handles }: { handles: Readonly<Record<string, number>> }) => handles.TCPSocketWrap ?? 0;
