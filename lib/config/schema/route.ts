import { z } from 'zod';
import { fractionDigits } from '#lib/catalogue/nano-usd-per-million.ts';
import { routeDefaults } from '#lib/gateway/configuration.ts';
import { parseTarget } from '../target-text.ts';
import { parseForm } from './parse-form.ts';
import { choice, distinct, emptyOnly, section } from './section.ts';

const milliseconds = z.int().min(1).max(86_400_000);

const attemptLimits = {
  connect_ms: milliseconds.optional(),
  first_token_ms: milliseconds.optional(),
  idle_ms: milliseconds.optional(),
  response_ms: milliseconds.optional(),
};

const timeouts = section({ ...attemptLimits, total_ms: milliseconds.optional() });

const breaker = section({
  consecutive_failures: z.int().min(1).max(1_000).optional(),
  // A share of zero would open a circuit that never failed.
  failure_rate: z.number().min(0.01).max(1).optional(),
  minimum_requests: z.int().min(1).max(1_000_000).optional(),
  window_ms: z.int().min(1_000).max(86_400_000).optional(),
  cooldown_ms: milliseconds.optional(),
  max_cooldown_ms: milliseconds.optional(),
}).superRefine((settings, context) => {
  const cooldownMs = settings.cooldown_ms ?? routeDefaults.breaker.cooldownMs;
  const maxCooldownMs = settings.max_cooldown_ms ?? routeDefaults.breaker.maxCooldownMs;
  if (maxCooldownMs >= cooldownMs) return;
  const path = settings.max_cooldown_ms === undefined ? 'cooldown_ms' : 'max_cooldown_ms';
  const message = `max_cooldown_ms (${maxCooldownMs}) must not be below cooldown_ms (${cooldownMs})`;
  context.addIssue({ code: 'custom', path: [path], message });
});

const targetName = z
  .string()
  .refine((text) => parseTarget(text) !== null, 'must be written as provider/model or route:name');

const targetWithLimits = section(
  {
    target: targetName.refine(
      (text) => parseTarget(text)?.kind !== 'route',
      'limits belong to a provider/model; a route: brings its own',
    ),
    // One deadline over all attempts is the route's alone.
    timeouts: section(attemptLimits).optional(),
  },
  ['weight'],
);

/** `provider/model`, `route:name`, or an object with limits of its own. */
const target = z.unknown().transform((value, context) => {
  if (typeof value === 'string') return parseForm(targetName, value, context);
  if (value !== null && typeof value === 'object') return parseForm(targetWithLimits, value, context);
  context.addIssue({ code: 'custom', message: 'must be written as provider/model or route:name' });
  return z.NEVER;
});

const targetList = z
  .array(target)
  .max(50)
  .superRefine((list, context) => {
    const seen = new Set<string>();
    for (const [index, each] of list.entries()) {
      const name = typeof each === 'string' ? each : each.target;
      if (seen.has(name)) {
        context.addIssue({ code: 'custom', path: [index], message: `"${name}" appears more than once` });
      }
      seen.add(name);
    }
  });

/** An empty list asks for nothing, as no list does. */
const fallbacks = targetList.transform((list) => (list.length === 0 ? undefined : list)).optional();

/** USD, exact to the nano-dollar. */
const recoveryCost = z
  .number()
  .min(0)
  .max(1_000)
  .refine((usd) => usd < 0 || fractionDigits(usd) <= 9, 'must have at most nine digits after the point');

/** The `routes:` entry of the configuration file; also what the console saves. Absent settings are inherited. */
export const routeSettings = section({
  strategy: choice(['priority'], ['weighted', 'latency', 'cost', 'balanced']).optional(),
  latency_class: choice(['interactive', 'standard', 'batch']).optional(),
  targets: targetList.min(1, 'a route needs at least one target'),
  // A target gets three attempts at most, so more retries than two would do nothing.
  num_retries: z.int().min(0).max(2).optional(),
  timeouts: timeouts.optional(),
  breaker: breaker.optional(),
  stream_recovery: choice(['off', 'replay', 'continue', 'buffer']).optional(),
  recovery_max_cost_usd: recoveryCost.optional(),
  stream_chunking: choice(['as_sent', 'words']).optional(),
  max_retry_after_ms: z.int().min(0).max(600_000).optional(),
  rescue_authentication_failures: z.boolean().optional(),
  on_status_codes: distinct(z.int().min(400).max(599)).min(1).optional(),
  context_window_fallbacks: fallbacks,
  content_policy_fallbacks: fallbacks,
  policy: emptyOnly,
});

/** The `routes:` entry of the configuration file. */
export type RouteSettings = z.output<typeof routeSettings>;

/** One entry of a route's `targets`, or of one of its lists of fallbacks. */
export type TargetSettings = RouteSettings['targets'][number];

/** Settings of a route that list targets. */
export const targetLists = ['targets', 'context_window_fallbacks', 'content_policy_fallbacks'] as const;

/** One of {@link targetLists}. */
export type TargetList = (typeof targetLists)[number];

/** Limits as the file writes them. */
export type TimeoutSettings = z.output<typeof timeouts>;
