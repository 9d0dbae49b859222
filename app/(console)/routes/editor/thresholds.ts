import type { FieldPath } from 'react-hook-form';
import type { Defaults } from './defaults.ts';
import type { RouteForm } from './route-form.ts';

/** A number of a route that is inherited when it is left empty. */
export interface Threshold {
  readonly path: FieldPath<RouteForm>;
  readonly label: string;
  readonly unit: string;
  readonly help: string;
  readonly inherited: (defaults: Defaults) => number;
}

/** Time limits. */
export const limits: readonly Threshold[] = [
  {
    path: 'settings.timeouts.connect_ms',
    label: 'Connect',
    unit: 'ms',
    help: 'To open a connection.',
    inherited: (defaults) => defaults.timeouts.connect_ms,
  },
  {
    path: 'settings.timeouts.first_token_ms',
    label: 'First token',
    unit: 'ms',
    help: 'Streams: until content arrives. A slow target is passed.',
    inherited: (defaults) => defaults.timeouts.first_token_ms,
  },
  {
    path: 'settings.timeouts.idle_ms',
    label: 'Idle',
    unit: 'ms',
    help: 'Streams: between two pieces of content.',
    inherited: (defaults) => defaults.timeouts.idle_ms,
  },
  {
    path: 'settings.timeouts.response_ms',
    label: 'Whole answer',
    unit: 'ms',
    help: 'Without streaming: per attempt.',
    inherited: (defaults) => defaults.timeouts.response_ms,
  },
  {
    path: 'settings.timeouts.total_ms',
    label: 'Total',
    unit: 'ms',
    help: 'One deadline over all attempts.',
    inherited: (defaults) => defaults.timeouts.total_ms,
  },
];

/** Tries on the same target. */
export const retries: readonly Threshold[] = [
  {
    path: 'settings.num_retries',
    label: 'Retries per target',
    unit: 'times',
    help: 'After the first try, for failures that a wait may heal.',
    inherited: (defaults) => defaults.num_retries,
  },
  {
    path: 'settings.max_retry_after_ms',
    label: 'Longest wait obeyed',
    unit: 'ms',
    help: 'A provider that asks for more is passed.',
    inherited: (defaults) => defaults.max_retry_after_ms,
  },
];

/** The circuit breaker of each target. */
export const breaker: readonly Threshold[] = [
  {
    path: 'settings.breaker.consecutive_failures',
    label: 'Failures in a row',
    unit: 'failures',
    help: 'Open the circuit of a target.',
    inherited: (defaults) => defaults.breaker.consecutive_failures,
  },
  {
    path: 'settings.breaker.failure_rate',
    label: 'Failure rate',
    unit: 'of calls',
    help: 'Opens it too: 0.5 is every second call.',
    inherited: (defaults) => defaults.breaker.failure_rate,
  },
  {
    path: 'settings.breaker.minimum_requests',
    label: 'Calls before the rate counts',
    unit: 'calls',
    help: 'With fewer in the window it says nothing.',
    inherited: (defaults) => defaults.breaker.minimum_requests,
  },
  {
    path: 'settings.breaker.window_ms',
    label: 'Window of the rate',
    unit: 'ms',
    help: 'How far back calls are counted.',
    inherited: (defaults) => defaults.breaker.window_ms,
  },
  {
    path: 'settings.breaker.cooldown_ms',
    label: 'Rest',
    unit: 'ms',
    help: 'Before the first probe.',
    inherited: (defaults) => defaults.breaker.cooldown_ms,
  },
  {
    path: 'settings.breaker.max_cooldown_ms',
    label: 'Longest rest',
    unit: 'ms',
    help: 'When probes keep failing.',
    inherited: (defaults) => defaults.breaker.max_cooldown_ms,
  },
];

/** What a replay of a broken stream may cost. */
export const recoveryCost: Threshold = {
  path: 'settings.recovery_max_cost_usd',
  label: 'Recovery may cost',
  unit: 'US dollars',
  help: 'Replay by another model, estimated. The same model may cost more.',
  inherited: (defaults) => defaults.recovery_max_cost_usd,
};
