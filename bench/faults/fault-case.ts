import type { DialectId } from '#lib/simulator/scenario/names.ts';
import type { Consequence, ProviderFailure } from './consequences.ts';
import type { FaultInput } from './row.ts';

/** What a fault comes to, as one kind of failure or as none. */
export type Effect =
  /** Nothing of the answer had reached the caller. */
  | { readonly at: 'start'; readonly kind: ProviderFailure; readonly instead?: Partial<Consequence> }
  /** The caller already had a part of the stream. */
  | { readonly at: 'middle'; readonly kind: ProviderFailure }
  /** It does no harm: the answer is complete, word for word or as `text`. */
  | { readonly at: 'nowhere'; readonly text?: string };

/** One way for a provider to fail. */
export interface FaultCase {
  readonly name: string;
  /** Without `when`: that is for the table to say. */
  readonly fault: Omit<FaultInput, 'when'>;
  /** Null: nobody listens, and `fault` says nothing. */
  readonly unreachable?: true;
  readonly dialect?: DialectId;
  /** Longer limits, where so much is sent that a busy machine would meet its patience before the bound in question. */
  readonly patience?: Partial<Record<'first_token_ms' | 'idle_ms' | 'response_ms', number>>;
  /** What it comes to; null where the fault does not exist in this form. */
  readonly whole: Effect | null;
  readonly streamed: Effect | null;
}
