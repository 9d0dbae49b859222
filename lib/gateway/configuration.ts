import type { Budget } from './budgets/budget.ts';
import type { Limits } from './limits/limits.ts';

/** What a model can do beyond plain chat with a system prompt. */
export const capabilities = [
  'streaming',
  'tools',
  'parallel_tools',
  'json_object',
  'json_schema',
  'vision',
  'audio',
  'files',
  'reasoning',
  'assistant_prefill',
] as const;

/** One of {@link capabilities}. */
export type Capability = (typeof capabilities)[number];

/** Prices of tokens in nano-USD per million (1 USD = 1,000,000,000 nano-USD). */
export interface TokenPrices {
  readonly input: bigint;
  /** Of all output, reasoning included. */
  readonly output: bigint;
  /** Tokens read from the provider's prompt cache; null = billed as input. */
  readonly cachedInput: bigint | null;
  /** Tokens written to the prompt cache; null = billed as input. */
  readonly cacheWrite: bigint | null;
}

/** What a long prompt costs instead, all of its tokens and those of its answer. */
export interface PriceTier extends TokenPrices {
  /** For prompts of more tokens than this, cached ones included. */
  readonly aboveInputTokens: number;
}

/** What a model costs. */
export interface Price extends TokenPrices {
  /** On top for every request that is answered, in nano-USD; absent = nothing. */
  readonly perRequest?: bigint;
  /** By rising `aboveInputTokens`; absent = one price for prompts of any length. */
  readonly tiers?: readonly PriceTier[];
  /** Where it is from: the release of the price list, or `override`; absent = nobody says. */
  readonly version?: string;
}

/** A secret of a provider, opened and ready to use. Lives in memory only. */
export interface Credential {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly weight: number;
  /** Requests a minute that the account may make; null = not known. */
  readonly rpm: number | null;
  /** Tokens a minute that the account may use; null = not known. */
  readonly tpm: number | null;
}

/** A configured connection to a provider. */
export interface Provider {
  readonly id: string;
  readonly name: string;
  /** Id of an adapter in the registry. */
  readonly adapter: string;
  /** Absolute, without a trailing slash. */
  readonly baseUrl: string;
  readonly allowPrivateNetwork: boolean;
  /** Served by the built-in simulator. */
  readonly simulated: boolean;
  /** False when the operator does not want its model list asked for in the background; absent = true. */
  readonly healthCheck?: boolean;
  /** A provider whose hard budget is spent is passed over; absent = none. */
  readonly budgets?: readonly Budget[];
  readonly credentials: readonly Credential[];
}

/** What is known of a provider's model: built-in catalogue merged with the operator's overrides. */
export interface ModelFacts {
  /** False when neither the catalogue nor the configuration knows it: then it counts as able to do everything. */
  readonly known: boolean;
  /** Tokens; null when unknown. */
  readonly contextWindow: number | null;
  /** Tokens; null when unknown. */
  readonly maxOutputTokens: number | null;
  /** Null = everything. */
  readonly capabilities: ReadonlySet<Capability> | null;
  /** Null = unpriced: costs count as zero and are flagged. */
  readonly price: Price | null;
  /** Calls that may be in flight to it at once from this process; null = no cap. */
  readonly maxParallelRequests: number | null;
}

/** Limits of one attempt and of the whole request, in milliseconds. */
export interface Timeouts {
  readonly connectMs: number;
  readonly firstTokenMs: number;
  readonly idleMs: number;
  readonly responseMs: number;
  /** One deadline over all attempts. */
  readonly totalMs: number;
}

/** Circuit breaker settings of a route. */
export interface BreakerSettings {
  /** Failures in a row that open it. */
  readonly consecutiveFailures: number;
  /** The share of failed calls, above 0 and at most 1, that opens it too, judged over `windowMs`. */
  readonly failureRate: number;
  /** With fewer calls than this in the window the share says nothing. */
  readonly minimumRequests: number;
  readonly windowMs: number;
  readonly cooldownMs: number;
  readonly maxCooldownMs: number;
}

/** Provider + model: what a route chooses between, and the breaker's key. */
export interface Target {
  /** `provider/model`, the breaker's key and the form that people write. */
  readonly id: string;
  readonly provider: Provider;
  readonly model: string;
  readonly facts: ModelFacts;
  /** Overrides of the route's limits for this target. */
  readonly timeouts: Partial<Timeouts>;
}

/** How quickly an answer is needed. */
export type LatencyClass = 'interactive' | 'standard' | 'batch';

/**
 * What happens to a stream that breaks after content was sent: `off` ends it with a typed error, `replay` has another target say it
 * again and goes on where both agree, `continue` has a target that takes a prefill go on from the partial answer, `buffer` sends nothing
 * before the answer is complete.
 */
export type StreamRecovery = 'off' | 'replay' | 'continue' | 'buffer';

/** How text reaches the caller: in the provider's own pieces, or one word at a time, back to back. */
export type StreamChunking = 'as_sent' | 'words';

/** A named chain of targets: what clients send as `model`. */
export interface Route {
  readonly id: string;
  readonly name: string;
  readonly latencyClass: LatencyClass;
  /** In order of preference; never empty. */
  readonly targets: readonly Target[];
  /** Further tries on the same target after the first, for failures that a wait may heal. */
  readonly numRetries: number;
  readonly timeouts: Timeouts;
  /** `totalMs` as the operator has it, where a caller has shortened it for one request. */
  readonly ownTotalMs?: number;
  /** The limits that the operator wrote down: they hold as they are, the others grow with what a target is known to need. */
  readonly setTimeouts: ReadonlySet<keyof Timeouts>;
  readonly breaker: BreakerSettings;
  /** Longest wait asked for by a provider that is obeyed, in milliseconds; beyond it the next target is tried. */
  readonly maxRetryAfterMs: number;
  readonly rescueAuthenticationFailures: boolean;
  /** Only these statuses retry or fail over; null = the verdict table decides. */
  readonly onStatusCodes: ReadonlySet<number> | null;
  readonly streamRecovery: StreamRecovery;
  /** A replay by another model must be estimated below this, in nano-USD. */
  readonly recoveryMaxCostNanoUsd: bigint;
  readonly streamChunking: StreamChunking;
  /** Tried, in order, when a prompt is too long for the targets. */
  readonly contextWindowFallbacks: readonly Target[];
  /** Tried, in order, when a provider's filter refused the request. */
  readonly contentPolicyFallbacks: readonly Target[];
}

/** A team's API key for this gateway. The secret itself is never kept, only its hash. */
export interface VirtualKey {
  readonly id: string;
  readonly name: string;
  readonly team: string | null;
  /** Routes and `provider/model` names this key may call; null = every route. */
  readonly models: ReadonlySet<string> | null;
  /** Unix milliseconds; null = never. */
  readonly expiresAtMs: number | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Absent = unlimited. */
  readonly limits?: Limits;
  /** Of its team, shared by all of the team's keys; absent = unlimited. */
  readonly teamLimits?: Limits;
  /** Whether models without a price may be called although the key has a budget; absent = true. */
  readonly allowUnpriced?: boolean;
}

/** What holds for everybody. */
export interface Organisation {
  /** Of the IANA database: where days and months begin. */
  readonly timeZone: string;
  readonly budgets: readonly Budget[];
}

/** Everything the core needs to know to serve, replaced whole when it changes. */
export interface Configuration {
  readonly version: number;
  readonly providers: ReadonlyMap<string, Provider>;
  /** By route name. */
  readonly routes: ReadonlyMap<string, Route>;
  /** By hash of the secret, as made by the `hashKey` port. Revoked keys are absent. */
  readonly keys: ReadonlyMap<string, VirtualKey>;
  /** Absent = UTC and no budget. */
  readonly organisation?: Organisation;
  /** Facts of any `provider` + `model`, also one that no route names. */
  readonly modelFacts: (provider: Provider, model: string) => ModelFacts;
}

/** The documented defaults of a route (CONTRACT.md, configuration file). */
export const routeDefaults = {
  latencyClass: 'standard',
  numRetries: 1,
  timeouts: { connectMs: 3_000, firstTokenMs: 10_000, idleMs: 15_000, responseMs: 60_000, totalMs: 600_000 },
  breaker: {
    consecutiveFailures: 3,
    failureRate: 0.5,
    minimumRequests: 20,
    windowMs: 60_000,
    cooldownMs: 30_000,
    maxCooldownMs: 300_000,
  },
  maxRetryAfterMs: 2_500,
  rescueAuthenticationFailures: false,
  onStatusCodes: null,
  setTimeouts: new Set<keyof Timeouts>(),
  streamRecovery: 'replay',
  recoveryMaxCostNanoUsd: 10_000_000n,
  streamChunking: 'as_sent',
  contextWindowFallbacks: [],
  contentPolicyFallbacks: [],
} as const satisfies Omit<Route, 'id' | 'name' | 'targets'>;
