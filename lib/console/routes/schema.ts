import { z } from 'zod';
import { type RouteSettings, routeSettings, type TargetList } from '../../config/schema/route.ts';
import { circuitStates } from '../circuits/schema.ts';
import { instantText, listOf } from '../list/schema.ts';
import { addressableName } from '../name.ts';

const milliseconds = z.int();

/** Limits in force, in milliseconds. */
const timeoutsInForce = z.strictObject({
  connect_ms: milliseconds,
  first_token_ms: milliseconds,
  idle_ms: milliseconds,
  response_ms: milliseconds,
  total_ms: milliseconds,
});

/** What clients send as `model`. */
export const routeName = addressableName('the route');

export { type RouteSettings, routeSettings, type TargetList };

/** Body of `POST /api/console/routes`. */
export const createRouteInput = z.strictObject({ name: routeName, settings: routeSettings });

/** Body of `POST /api/console/routes`. */
export type CreateRouteInput = z.output<typeof createRouteInput>;

/** Body of `PUT /api/console/routes/{id}`. `version` is the one the edit was based on. */
export const updateRouteInput = createRouteInput.extend({ version: z.string().min(1) });

/** Body of `PUT /api/console/routes/{id}`. */
export type UpdateRouteInput = z.output<typeof updateRouteInput>;

/** Every setting in force, whether written or inherited. */
export const resolvedRoute = z.strictObject({
  latency_class: z.enum(['interactive', 'standard', 'batch']),
  num_retries: z.int(),
  timeouts: timeoutsInForce,
  breaker: z.strictObject({
    consecutive_failures: z.int(),
    failure_rate: z.number(),
    minimum_requests: z.int(),
    window_ms: z.int(),
    cooldown_ms: z.int(),
    max_cooldown_ms: z.int(),
  }),
  stream_recovery: z.enum(['off', 'replay', 'continue', 'buffer']),
  /** A replay by another model must be estimated below this. */
  recovery_max_cost_usd: z.number(),
  stream_chunking: z.enum(['as_sent', 'words']),
  max_retry_after_ms: z.int(),
  rescue_authentication_failures: z.boolean(),
  on_status_codes: z.array(z.int()).nullable(),
});

/** Every setting in force, whether written or inherited. */
export type ResolvedRoute = z.infer<typeof resolvedRoute>;

/** One target of a chain, or of a list of fallbacks, after `route:` entries were expanded. */
export const routeTarget = z.strictObject({
  /** `provider/model`. */
  target: z.string(),
  provider: z.string(),
  model: z.string(),
  simulated: z.boolean(),
  /** Name of the route it was expanded from; null when it is written in this one. */
  via: z.string().nullable(),
  /** Limits in force for this target. */
  timeouts: timeoutsInForce,
  /** False when neither catalogue nor configuration knows the model. */
  known: z.boolean(),
  priced: z.boolean(),
  /** The worst state any running gateway holds; null when none has called it. */
  circuit: z.enum(circuitStates).nullable(),
});

/** One target of a chain, or of a list of fallbacks, after `route:` entries were expanded. */
export type RouteTarget = z.infer<typeof routeTarget>;

/** A named chain of targets. */
export const routeItem = z.strictObject({
  /** `route_…` */
  id: z.string(),
  name: z.string(),
  /** As written: only what differs from the defaults. */
  settings: routeSettings,
  resolved: resolvedRoute,
  /** Dotted paths of `resolved` that are defaults, e.g. `timeouts.connect_ms`. */
  inherited: z.array(z.string()),
  targets: z.array(routeTarget),
  /** Tried, in order, when a prompt is too long for the targets. */
  context_window_fallbacks: z.array(routeTarget),
  /** Tried, in order, when a provider's filter refused the request. */
  content_policy_fallbacks: z.array(routeTarget),
  /** The chain in a sentence: "openai/gpt-4o-mini, then anthropic/claude-3-5-haiku-latest." and what triggers a move. */
  summary: z.string(),
  simulated: z.boolean(),
  /** Names of the keys that are limited to routes and may call this one. */
  keys: z.array(z.string()),
  /** Names of the other routes that expand this one, in their chain or in their fallbacks. */
  used_by_routes: z.array(z.string()),
  /** To be sent back with an edit. */
  version: z.string(),
  created_at: instantText,
  updated_at: instantText,
});

/** A named chain of targets. */
export type RouteItem = z.infer<typeof routeItem>;

/** Answer of `GET /api/console/routes`. */
export const routeList = listOf(routeItem);

/** `error.details` of a 409 on `PUT /api/console/routes/{id}`: nothing was saved. */
export const routeConflict = z.strictObject({
  yours: updateRouteInput,
  /** What is in force now; its `version` is the one to base the next edit on. */
  current: routeItem,
});

/** `error.details` of a 409 on `PUT /api/console/routes/{id}`. */
export type RouteConflict = z.infer<typeof routeConflict>;
