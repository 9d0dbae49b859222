import { asc } from 'drizzle-orm';
import { attempt, request, skippedTarget } from '#db/schema/index.ts';
import { type GatewayData, readGatewayData } from '../../gateway-data.ts';
import { roleOf } from '../build-setup.ts';
import type { RecordSight } from '../row.ts';

/** The records of each row, in the order of its requests, by the row's id. */
export function readRecords(data: GatewayData): Promise<Map<string, RecordSight[]>> {
  return readGatewayData(data, async ({ db }) => {
    const requests = await db.select().from(request).orderBy(asc(request.startedAt), asc(request.id));
    const attempts = await db.select().from(attempt).orderBy(asc(attempt.requestId), asc(attempt.index));
    const skips = await db
      .select()
      .from(skippedTarget)
      .orderBy(asc(skippedTarget.requestId), asc(skippedTarget.index));
    const attemptsOf = Map.groupBy(attempts, ({ requestId }) => requestId);
    const skipsOf = Map.groupBy(skips, ({ requestId }) => requestId);
    const rows = Map.groupBy(requests, ({ requestedModel }) => rowOf(requestedModel));
    return new Map(
      [...rows].map(([row, list]) => [
        row,
        list.map(
          ({ id, status, httpStatus, recovered }): RecordSight => ({
            status,
            httpStatus,
            recovered,
            attempts: (attemptsOf.get(id) ?? []).map(({ provider, kind }) => ({
              role: roleOf(provider),
              kind,
            })),
            skipped: (skipsOf.get(id) ?? []).map(({ target, reason }) => ({
              role: roleOf(target.split('/')[0] ?? ''),
              reason,
            })),
          }),
        ),
      ]),
    );
  });
}

/** Callers name the route, which is the row's id, or a target, whose name begins with it. */
const rowOf = (requestedModel: string | null) => (requestedModel ?? '').split('-')[0] ?? '';
