import { z } from 'zod';
import { instantText, listOf } from '../list/schema.ts';

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
  /** The kind of failure that opened it; null while closed. */
  reason: z.string().nullable(),
  next_probe_at: instantText.nullable(),
});

/** The breaker of one target in one running gateway process. */
export type Circuit = z.infer<typeof circuit>;

/** Answer of `GET /api/console/circuits`. */
export const circuitList = listOf(circuit);

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
