import type { circuitOverride } from '#db/schema/index.ts';
import { isoOrNull } from '../list/match.ts';
import type { CircuitAction, CircuitOrder } from './schema.ts';

/** An order in the form of an answer. */
export const orderItemOf = (
  row: typeof circuitOverride.$inferSelect,
  action: CircuitAction,
): CircuitOrder => ({
  target: row.target,
  action,
  reason: row.reason,
  ordered_by: row.orderedBy,
  ordered_at: row.orderedAt.toISOString(),
  expires_at: isoOrNull(row.expiresAt),
});
