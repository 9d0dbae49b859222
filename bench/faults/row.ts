import type { z } from 'zod';
import type { ModelSettings } from '#lib/config/schema/model.ts';
import type { routeSettings } from '#lib/config/schema/route.ts';
import type { FailureKind } from '#lib/gateway/errors.ts';
import type { RequestStatus } from '#lib/gateway/request-record.ts';
import type { DialectId } from '#lib/simulator/scenario/names.ts';
import type { Scenario } from '#lib/simulator/scenario-schema.ts';
import type { Seen } from './seen.ts';

/** One entry of a scenario's `faults`. */
export type FaultInput = NonNullable<Scenario['faults']>[number];

/** What a provider is for in a row. Each row has providers of its own, so that no row disturbs another. */
export const roles = ['primary', 'second', 'third', 'fourth'] as const;
/** One of {@link roles}. */
export type Role = (typeof roles)[number];

/** How a provider of a row behaves. */
export interface ProviderScript {
  /** Null: nobody listens at its address. */
  readonly scenario: Scenario | null;
  /** `openai` unless set. */
  readonly dialect?: DialectId;
  /** One that is always accepted unless set. */
  readonly credentials?: readonly {
    readonly name: string;
    readonly secret: string;
    readonly weight?: number;
  }[];
  /** Whether the gateway looks after it in the background too. */
  readonly isChecked?: true;
  /** What the operator wrote down about its model. */
  readonly facts?: ModelSettings;
}

/** The settings of a row's route, without its targets: those are the row's providers, in order. */
export type RouteInput = Omit<
  z.input<typeof routeSettings>,
  'targets' | 'context_window_fallbacks' | 'content_policy_fallbacks'
> & {
  /** Providers that are not among the targets but in one of these lists. */
  readonly context_window_fallbacks?: readonly Role[];
  readonly content_policy_fallbacks?: readonly Role[];
};

/** How the caller asks, and when it leaves. */
export interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields of the body besides `model`, `messages` and `stream`; `{role}` in a text stands for that target's name. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly leaves?: { readonly afterMs: number } | { readonly after: 'content' };
}

/** What a row's course can do. Time passes only while it waits. */
export interface Driver {
  /** One call of the row's route. */
  ask(options?: AskOptions): Promise<Seen>;
  wait(ms: number): Promise<void>;
  /** Unix milliseconds. */
  now(): number;
}

/** A number, or the least and the most. */
export type Bounds = number | readonly [least: number, most: number];

/** What a caller must see of one call. */
export type ExpectedSight =
  /** The complete answer; `text` unless it is the usual one, `by` when it matters who gave it. */
  | { readonly outcome: 'answer'; readonly text?: string; readonly by?: Role }
  | { readonly outcome: 'error'; readonly status: number; readonly code: string | null }
  /** A stream that ends with the typed error, its beginning being that of the right answer, or the answer again and again. */
  | { readonly outcome: 'broken'; readonly kind?: FailureKind; readonly repeats?: true }
  | { readonly outcome: 'left' };

/** An upstream call as the provider saw it. Unix milliseconds. */
export interface UpstreamSight {
  readonly role: Role;
  readonly atMs: number;
  readonly endedMs: number | null;
  /** The gateway ended it before the provider was done. */
  readonly aborted: boolean;
}

/** A request as it was written down. */
export interface RecordSight {
  readonly status: RequestStatus;
  readonly httpStatus: number;
  readonly recovered: boolean;
  /** In order. */
  readonly attempts: readonly { readonly role: Role | null; readonly kind: string | null }[];
  readonly skipped: readonly { readonly role: Role | null; readonly reason: string }[];
}

/** All that happened in a row. */
export interface RanRow {
  readonly seen: readonly Seen[];
  /** Calls for answers; looks at a model list are not among them. */
  readonly upstream: readonly UpstreamSight[];
  /** In the order of the calls, where that is known. */
  readonly records: readonly RecordSight[];
  readonly tookMs: number;
}

/** What must have happened. */
export interface Expectation {
  /** Of each call in order; the last holds for all further ones. */
  readonly sees: readonly ExpectedSight[];
  /** Calls that each provider got; one that is not named must have got none. */
  readonly calls: Partial<Record<Role, Bounds>>;
  /** Of the first record: each attempt as `role kind`, `ok` when it succeeded. */
  readonly attempts?: readonly string[];
  /** Of the last record: each target passed over as `role reason`. */
  readonly skipped?: readonly string[];
  readonly recovered?: boolean;
  /** Longest and shortest time of the row, where that is the point. Milliseconds. */
  readonly tookMs?: Bounds;
  /** What no field above says; gives what is wrong. */
  readonly also?: (ran: RanRow) => readonly string[];
}

/** A way to fail, and what becomes of the caller. */
export interface FaultRow {
  /** States the guarantee. */
  readonly name: string;
  readonly group: string;
  readonly mode: 'whole' | 'streamed';
  readonly providers: Partial<Record<Role, ProviderScript>>;
  readonly route: RouteInput;
  /** The caller names targets instead of the route, which its key must allow. */
  readonly namesTargets?: true;
  /** One call unless set. */
  readonly course?: (driver: Driver) => Promise<readonly Seen[]>;
  readonly expect: Expectation;
  /** Why only sockets can show it; then `npm test` leaves it out. */
  readonly needsSockets?: string;
}
