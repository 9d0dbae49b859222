import { asc, desc } from 'drizzle-orm';
import type { Queryable } from '#db/client.ts';
import { configVersion, provider, request } from '#db/schema/index.ts';
import { readOpenAlerts } from '#db/stores/alerts.ts';
import { withUsage } from '#db/stores/usage-parts.ts';
import { alertItemOf } from '../alerts/alert-item.ts';
import { readCircuits } from '../circuits/list-circuits.ts';
import { readLiveGateways } from '../circuits/live-gateways.ts';
import { providerHealthOf } from '../circuits/provider-health.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { invalidField } from '../error/console-error.ts';
import { isoOrNull } from '../list/match.ts';
import { noFigures, readFigures, readSeries } from './read-figures.ts';
import type { Overview, OverviewInput } from './schema.ts';
import { timeSteps } from './time-steps.ts';

const defaultRangeMs = 24 * 60 * 60_000;
const shownChanges = 5;
const shownAlerts = 5;

/**
 * The first page in one answer: figures of a range and of the one before, providers now, what changed.
 * @throws ConsoleError `invalid` when the range is empty.
 */
export async function getOverview(ctx: ConsoleContext, input: OverviewInput): Promise<Overview> {
  authorize(ctx, 'console.read');
  const nowMs = ctx.clock.now();
  const toMs = input.to === undefined ? nowMs : Date.parse(input.to);
  const fromMs = input.from === undefined ? toMs - defaultRangeMs : Date.parse(input.from);
  if (fromMs >= toMs) throw invalidField('to', 'The end of the range must come after its start.');
  const steps = timeSteps(fromMs, toMs);
  const [recorded, recordsSince, now] = await Promise.all([
    withUsage(ctx.db, async (tx, state) => ({
      totals: await readFigures({ tx, state }, { fromMs, toMs }),
      previous: await readFigures(
        { tx, state },
        { fromMs: Math.max(0, fromMs - (toMs - fromMs)), toMs: fromMs },
      ),
      series: await readSeries({ tx, state }, steps),
    })),
    readRecordsSince(ctx.db),
    readNow(ctx.db),
  ]);
  const { totals, previous, series } = recorded;
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    totals,
    previous,
    step_seconds: steps.stepMs / 1000,
    series: steps.starts.map((startMs) => ({
      at: new Date(startMs).toISOString(),
      complete: startMs + steps.stepMs <= nowMs,
      ...(series.get(startMs) ?? noFigures),
    })),
    records_since: recordsSince,
    ...now,
  };
}

async function readRecordsSince(db: Queryable): Promise<string | null> {
  const [first] = await db
    .select({ at: request.startedAt })
    .from(request)
    .orderBy(asc(request.startedAt), asc(request.id))
    .limit(1);
  return isoOrNull(first?.at ?? null);
}

async function readNow(db: Queryable) {
  const [providers, circuits, gateways, alerts, changes] = await Promise.all([
    db.select().from(provider).orderBy(asc(provider.name)),
    readCircuits(db),
    readLiveGateways(db),
    readOpenAlerts(db, shownAlerts),
    db.select().from(configVersion).orderBy(desc(configVersion.version)).limit(shownChanges),
  ]);
  return {
    providers: providers.map(({ name, adapter, simulated }) => ({
      name,
      adapter,
      simulated,
      ...providerHealthOf(circuits, name),
    })),
    gateways: gateways.map((gateway) => ({
      id: gateway.id,
      started_at: gateway.startedAt.toISOString(),
      heartbeat_at: gateway.heartbeatAt.toISOString(),
      config_version: gateway.configVersion,
      record_queue_depth: gateway.recordQueueDepth,
    })),
    records_dropped: gateways.reduce((sum, gateway) => sum + gateway.recordsDropped, 0),
    alerts: alerts.map(alertItemOf),
    changes: changes.map(({ version, summary, actor, origin, createdAt }) => ({
      version,
      summary,
      actor,
      origin,
      created_at: createdAt.toISOString(),
    })),
  };
}
