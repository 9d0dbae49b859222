import type { gatewayInstance } from '#db/schema/index.ts';
import type { GatewayItem } from './schema.ts';

/** A gateway process in the form of an answer. */
export const gatewayItemOf = (row: typeof gatewayInstance.$inferSelect): GatewayItem => ({
  id: row.id,
  started_at: row.startedAt.toISOString(),
  heartbeat_at: row.heartbeatAt.toISOString(),
  config_version: row.configVersion,
  record_queue_depth: row.recordQueueDepth,
  records_dropped: row.recordsDropped,
});
