import type { DialectId } from '#lib/simulator/scenario/names.ts';
import type { Scenario } from '#lib/simulator/scenario-schema.ts';
import { apiVersions } from '#lib/simulator/wire/locate.ts';

type Faults = NonNullable<Scenario['faults']>;

/** What every provider says, so that one can finish what another began. */
export const soakAnswer = 'the quick brown fox jumps over the lazy dog and then takes a long rest';

/** Each fault with its share of the calls. Drawn from the seed, so that a run can be made again. */
const shares: readonly (readonly [number, Omit<Faults[number], 'when'>])[] = [
  [0.03, { error: 'overloaded' }],
  [0.02, { error: 'server_error' }],
  [0.01, { error: 'rate_limited', retry_after_s: 0.05 }],
  [0.001, { error: 'rate_limited', retry_after_s: 2 }],
  [0.02, { cut_after_tokens: 4, token_interval_ms: 1 }],
  [0.01, { cut_after_tokens: 0 }],
  [0.01, { end_after_tokens: 6, token_interval_ms: 1 }],
  [0.01, { error: 'overloaded', error_event_after_tokens: 5, token_interval_ms: 1 }],
  [0.005, { stall_after_tokens: 3 }],
  [0.003, { silence: true }],
  [0.003, { delay_headers_ms: 5_000 }],
  [0.01, { reset: true }],
  [0.005, { status: 200, body: '\u0001\u0002{"choices"' }],
  [0.005, { status: 502, body: '<html>Bad Gateway</html>', content_type: 'text/html' }],
  [0.005, { malformed_event_after_tokens: 3 }],
  [0.003, { gzip: 'body' }],
  [0.003, { wrong_content_length: 16 }],
  [0.002, { wrong_content_length: -40 }],
  [0.002, { interim_heads: 20 }],
  [0.0005, { header_bytes: 100_000 }],
  [0.0005, { endless: 'line' }],
  [0.002, { error: 'invalid_request' }],
  [0.02, { delay_first_token_ms: 5, token_interval_ms: 2 }],
];

interface SoakProvider {
  readonly dialect: DialectId;
  readonly faults: Faults;
}

const flaky = (dialect: DialectId, times = 1): SoakProvider => ({
  dialect,
  faults: shares.map(([share, fault]) => ({
    ...fault,
    when: { operation: 'chat', probability: Math.min(1, share * times) },
  })),
});

const providers = {
  'flaky-openai': flaky('openai'),
  'flaky-anthropic': flaky('anthropic'),
  'flaky-gemini': flaky('gemini'),
  'flaky-often': flaky('openai', 2),
  'steady-openai': flaky('openai', 0.1),
  'steady-anthropic': flaky('anthropic', 0.1),
  down: { dialect: 'openai', faults: [{ when: { operation: 'chat' }, status: 503, error: 'overloaded' }] },
} as const satisfies Record<string, SoakProvider>;

const model = 'sim-model';
const target = (name: keyof typeof providers) => `${name}/${model}`;
/** Short, so that a run of many faults takes minutes. The total is what bounds every call. */
export const soakTimeouts = {
  connect_ms: 2_000,
  first_token_ms: 1_000,
  idle_ms: 1_000,
  response_ms: 1_000,
  total_ms: 8_000,
};
/** Opens seldom and closes soon: with the defaults a flaky primary would be out for most of the run. */
const lenient = { consecutive_failures: 20, failure_rate: 0.9, cooldown_ms: 1_000, max_cooldown_ms: 2_000 };
const common = { timeouts: soakTimeouts, breaker: lenient };

/** Every way to recover a stream, mixed dialects, a target alone, one that is down, and a breaker as documented. */
export const soakRoutes = {
  replay: { ...common, targets: [target('flaky-openai'), target('steady-anthropic')] },
  buffer: {
    ...common,
    stream_recovery: 'buffer',
    targets: [target('flaky-anthropic'), target('steady-openai')],
  },
  off: { ...common, stream_recovery: 'off', targets: [target('flaky-gemini'), target('steady-openai')] },
  continue: {
    ...common,
    stream_recovery: 'continue',
    targets: [target('flaky-often'), target('steady-openai')],
  },
  long: {
    ...common,
    num_retries: 2,
    targets: [
      target('flaky-often'),
      target('flaky-gemini'),
      target('flaky-openai'),
      target('steady-anthropic'),
    ],
  },
  alone: { ...common, targets: [target('flaky-often')] },
  'first-down': { ...common, targets: [target('down'), target('steady-openai')] },
  'documented-breaker': {
    timeouts: soakTimeouts,
    targets: [target('flaky-openai'), target('steady-openai')],
  },
} as const;

/** The scenarios of all providers, under their names. */
export function soakScenarios(seed: number): Record<string, Scenario> {
  return Object.fromEntries(
    Object.entries(providers).map(([name, { faults }], index) => [
      name,
      { seed: (seed + index) >>> 0, answer: { text: soakAnswer }, faults: [...faults] },
    ]),
  );
}

/** The configuration file of a soak. */
export function soakDocument(simulatorOrigin: string, key: string) {
  const entries = Object.entries(providers).map(([name, { dialect }]) => [
    name,
    {
      adapter: dialect,
      base_url: `${simulatorOrigin}/${name}/${dialect}${apiVersions[dialect]}`,
      allow_private_network: true,
      // A pool: one that is told to wait leaves the others.
      credentials: Array.from({ length: 8 }, (_, index) => ({
        name: `key-${index}`,
        secret: `sk-accepted-${index}`,
      })),
    },
  ]);
  return {
    version: 1,
    providers: Object.fromEntries(entries) as Record<string, unknown>,
    routes: soakRoutes,
    keys: { soak: { secret: key } },
  };
}
