import type { FailureKind } from '../../../errors.ts';
import type { AdapterId } from '../../index.ts';

/** One thing that a provider says, and what it means. */
export interface TaxonomyRow {
  /** What happened, in a few words. */
  readonly says: string;
  /** HTTP status; null for an error inside a 200. */
  readonly status: number | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or a text as it is. */
  readonly body: unknown;
  readonly kind: FailureKind;
  readonly retryAfterMs?: number;
}

/** What some providers say. */
export type Taxonomy = Partial<Record<AdapterId, readonly TaxonomyRow[]>>;

/** An error in OpenAI's frame. */
export function framed(message: string, rest: object = {}): object {
  return { error: { message, ...rest } };
}
