import type { Transaction } from '#db/client.ts';
import { type BinCount, percentileOf } from '#db/stores/latency-bins.ts';
import { readDurations } from '#db/stores/latency-rows.ts';
import { readUsage, type UsageRow } from '#db/stores/spend-rows.ts';
import type { TimeRange } from '#db/stores/time-ranges.ts';
import type { UsageState } from '#db/stores/usage-parts.ts';
import type { Figures } from './schema.ts';
import type { TimeSteps } from './time-steps.ts';

/** Nothing happened: counts are zero, shares and latencies are unknown. */
export const noFigures: Figures = {
  requests: 0,
  ok: 0,
  errors: 0,
  partial: 0,
  canceled: 0,
  success_rate: null,
  failovers: 0,
  rescued: 0,
  input_tokens: 0,
  output_tokens: 0,
  cost_nano_usd: '0',
  p50_ms: null,
  p95_ms: null,
};

/** What was recorded, as one transaction sees it. */
export interface Records {
  readonly tx: Transaction;
  readonly state: UsageState;
}

/** Figures of the requests that began in a range. */
export async function readFigures({ tx, state }: Records, range: TimeRange): Promise<Figures> {
  const steps = { bucket: 'range', zone: 'UTC' } as const;
  const [row] = await readUsage(tx, state, { range, grouping: 'nothing', steps });
  const [durations] = (await readDurations(tx, state, { range, steps })).values();
  return row ? figuresOf(row, durations ?? []) : noFigures;
}

/** Figures per step, by the step's start in Unix milliseconds. Steps without a request are absent. */
export async function readSeries(
  { tx, state }: Records,
  cut: TimeSteps,
): Promise<ReadonlyMap<number, Figures>> {
  const range = { fromMs: cut.fromMs, toMs: cut.toMs };
  const steps = { bucket: 'step', originMs: cut.originMs, stepMs: cut.stepMs } as const;
  const rows = await readUsage(tx, state, { range, grouping: 'nothing', steps });
  const durations = await readDurations(tx, state, { range, steps });
  return new Map(rows.map((row) => [row.bucketMs, figuresOf(row, durations.get(row.bucketMs) ?? [])]));
}

function figuresOf(row: UsageRow, durations: readonly BinCount[]): Figures {
  const judged = row.ok + row.errors + row.partial;
  return {
    requests: row.requests,
    ok: row.ok,
    errors: row.errors,
    partial: row.partial,
    canceled: row.canceled,
    success_rate: judged === 0 ? null : row.ok / judged,
    failovers: row.failovers,
    rescued: row.rescued,
    input_tokens: row.inputTokens,
    output_tokens: row.outputTokens,
    cost_nano_usd: row.costNanoUsd.toString(),
    p50_ms: percentileOf(durations, 0.5),
    p95_ms: percentileOf(durations, 0.95),
  };
}
