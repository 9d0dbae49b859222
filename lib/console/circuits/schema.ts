import { z } from 'zod';
import { parseTarget } from '../../config/target-text.ts';
import { anyOf, instantText, listOf, listQuery, pageOf } from '../list/schema.ts';

/** States of a circuit breaker, as every part of the console names them. */
export const circuitStates = ['closed', 'open', 'half_open', 'forced_open'] as const;

/** The breaker of one target in one running gateway process, as last published. */
export const circuit = z.strictObject({
  /** `provider/model`. */
  target: z.string(),
  /** `gw_…` */
  instance: z.string(),
  state: z.enum(circuitStates),
  since: instantText,
  /** The kind of failure that opened it, or an operator's own words; null while closed. */
  reason: z.string().nullable(),
  next_probe_at: instantText.nullable(),
  /** When an operator's order runs out; null = when somebody lifts it, or there is none. */
  forced_until: instantText.nullable(),
  /** Who forced it open; null when nobody did. */
  ordered_by: z.string().nullable(),
});

/** The breaker of one target in one running gateway process. */
export type Circuit = z.infer<typeof circuit>;

/** Answer of `GET /api/console/circuits`. */
export const circuitList = listOf(circuit);

/** What an operator may order of a circuit. */
export const circuitActions = ['force_open', 'release', 'reset'] as const;

/** One of {@link circuitActions}. */
export type CircuitAction = (typeof circuitActions)[number];

/** Thirty days: whoever wants longer does not want a date but to remove the target. */
const longestOrderSeconds = 30 * 86_400;

const orderedTarget = z
  .string()
  .trim()
  .refine((text) => parseTarget(text)?.kind === 'model', 'Name a target as provider/model.');

/**
 * Body of `POST /api/console/circuits/orders`. `force_open` lets no call through, not even a probe; `release` lifts that;
 * `reset` closes a circuit and forgets its failures, and the history of its replays with it. Traffic comes back by and by.
 */
export const orderCircuitInput = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('force_open'),
    target: orderedTarget,
    /** For those who find it open. */
    reason: z.string().trim().max(300).nullable().default(null),
    /** Seconds; null = until somebody lifts it. */
    expires_in_s: z.int().min(1).max(longestOrderSeconds).nullable().default(null),
  }),
  z.strictObject({ action: z.literal('release'), target: orderedTarget }),
  z.strictObject({ action: z.literal('reset'), target: orderedTarget }),
]);

/** Body of `POST /api/console/circuits/orders`. */
export type OrderCircuitInput = z.output<typeof orderCircuitInput>;

/** An order as it was written down; every gateway carries it out within a second. */
export const circuitOrder = z.strictObject({
  target: z.string(),
  action: z.enum(circuitActions),
  reason: z.string().nullable(),
  ordered_by: z.string(),
  ordered_at: instantText,
  /** Null = it does not run out by itself. */
  expires_at: instantText.nullable(),
});

/** An order as it was written down. */
export type CircuitOrder = z.infer<typeof circuitOrder>;

/** Filters of `GET /api/console/circuits/events`. */
export const listCircuitEventsQuery = listQuery.extend({
  /** `provider/model`. */
  target: anyOf(z.string().min(1)),
  /** `gw_…` */
  instance: anyOf(z.string().min(1)),
});

/** Filters as the verb takes them. */
export type ListCircuitEventsInput = z.output<typeof listCircuitEventsQuery>;

/** One change of a circuit in one gateway process. */
export const circuitEventItem = z.strictObject({
  /** `cev_…` */
  id: z.string(),
  at: instantText,
  instance: z.string(),
  target: z.string(),
  from_state: z.enum(circuitStates),
  to_state: z.enum(circuitStates),
  /** The failure that opened it, what closed it, or the operator's own words. */
  reason: z.string().nullable(),
  next_probe_at: instantText.nullable(),
});

/** One change of a circuit in one gateway process. */
export type CircuitEventItem = z.infer<typeof circuitEventItem>;

/** Answer of `GET /api/console/circuits/events`. */
export const circuitEventPage = pageOf(circuitEventItem);

/** A running gateway process, by its heartbeat. */
export const gatewayItem = z.strictObject({
  /** `gw_…` */
  id: z.string(),
  started_at: instantText,
  heartbeat_at: instantText,
  config_version: z.int().nullable(),
  record_queue_depth: z.int(),
  /** Request records lost since its start. */
  records_dropped: z.int(),
});

/** A running gateway process. */
export type GatewayItem = z.infer<typeof gatewayItem>;

/** One target of the board. */
export const boardTarget = z.strictObject({
  /** `provider/model`. */
  target: z.string(),
  provider: z.string(),
  /** Id of the provider's adapter; null when the provider is gone. */
  adapter: z.string().nullable(),
  simulated: z.boolean(),
  /** Names of the routes that may send calls there. */
  routes: z.array(z.string()),
  /** The order that forces it open, which every gateway follows within a second; null = none. */
  order: circuitOrder.nullable(),
  /** One per gateway that has called it since it started. */
  circuits: z.array(circuit),
});

/** One target of the board. */
export type BoardTarget = z.infer<typeof boardTarget>;

/** Answer of `GET /api/console/circuits/board`: every target that routes name or that has a circuit, in every gateway. */
export const circuitBoard = z.strictObject({
  gateways: z.array(gatewayItem),
  targets: z.array(boardTarget),
});

/** Every target in every gateway. */
export type CircuitBoard = z.infer<typeof circuitBoard>;

/** How a provider does, worst of its circuits. `unknown` = no live gateway has called it. */
export const providerHealths = ['healthy', 'degraded', 'down', 'unknown'] as const;

/** One provider now. */
export const providerHealth = z.strictObject({
  health: z.enum(providerHealths),
  /** A sentence: why it is so and what happens next. */
  sentence: z.string(),
  since: instantText.nullable(),
  next_probe_at: instantText.nullable(),
  circuits: z.array(circuit),
});

/** One provider now. */
export type ProviderHealth = z.infer<typeof providerHealth>;
