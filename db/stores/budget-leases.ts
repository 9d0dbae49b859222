import { sql } from 'drizzle-orm';
import type { LeaseGrant, LeaseRequest } from '#lib/gateway/budgets/lease-source.ts';
import type { Queryable } from '../client.ts';
import { budgetLease } from '../schema/index.ts';

/**
 * How long a lease lasts after the last request about it. A process that dies keeps others from its money for no longer than this.
 * Milliseconds.
 */
export const leaseMs = 30_000;
/** The row outlives what the process is told by this much, for clocks that do not run at the same speed. Milliseconds. */
const marginMs = 1_000;

/** Who asks, and the how manieth call of this process it is. */
export interface LeaseCall {
  /** `gw_…` */
  readonly instanceId: string;
  /** Grows with each call, whatever became of the one before. */
  readonly number: number;
}

/**
 * Applies the requests of one process and answers in their order. A request that is asked again because nobody knows whether it was
 * applied is not booked again: its serial is in the row of its lease. A call that arrives after a
 * later one changes nothing.
 *
 * One call of a function of the database, which locks each account, looks at its leases and writes: several statements would hold the locks
 * for as long as the network and this process take, and for longer when one of them is gone in the middle.
 * @throws when the database cannot be asked; everything was applied or nothing, or may still be.
 */
export async function renewLeases(
  db: Queryable,
  call: LeaseCall,
  requests: readonly LeaseRequest[],
): Promise<LeaseGrant[]> {
  const asked = JSON.stringify(requests.map(toRow));
  const rows = await db.execute<{ leased: string; spent: string }>(sql`
    select leased_nano_usd as leased, spent_nano_usd as spent
    from renew_budget_leases(${call.instanceId}, ${call.number}::bigint, make_interval(secs => ${(leaseMs + marginMs) / 1_000}::double precision), ${asked}::json)
    order by position`);
  if (rows.length < requests.length) throw new Error('A later call was applied first.');
  return rows.map(({ leased, spent }) => ({
    leasedNanoUsd: BigInt(leased),
    spentNanoUsd: BigInt(spent),
    validForMs: leaseMs,
  }));
}

/** JSON has no 64-bit integers; PostgreSQL reads them from strings. */
function toRow(request: LeaseRequest, position: number) {
  return {
    position,
    budget_id: request.budget.id,
    period_start: new Date(request.periodStartMs).toISOString(),
    limit_nano_usd: request.budget.limitNanoUsd.toString(),
    serial: request.serial,
    spent_nano_usd: request.spentNanoUsd.toString(),
    needed_nano_usd: request.neededNanoUsd.toString(),
    next_nano_usd: request.nextNanoUsd.toString(),
    ahead: request.ahead,
  };
}

/** Ids of the budgets of which others need what this process holds ahead of need, until it has given that back. */
export async function readRecalls(db: Queryable, instanceId: string): Promise<string[]> {
  const rows = await db.execute<{ budget_id: string }>(sql`
    select distinct budget_id from ${budgetLease}
    where instance_id = ${instanceId} and recalled and expires_at > now()`);
  return rows.map((row) => row.budget_id);
}

/**
 * Removes leases a day after they have expired. Not sooner, although they are worth nothing: a process that was cut off may ask again
 * under a serial that was booked. Passes over what somebody is just renewing.
 */
export async function removeOldLeases(db: Queryable): Promise<void> {
  await db.execute(sql`
    delete from ${budgetLease} where ctid in (
      select ctid from ${budgetLease} where expires_at < now() - interval '1 day' for update skip locked
    )`);
}
