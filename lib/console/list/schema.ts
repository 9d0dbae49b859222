import { z } from 'zod';
import { isStorableInstant } from '../../config/storable-instant.ts';

/** A point in time in the years 1970 to 9999, as ISO 8601 with its zone, e.g. `2027-01-01T00:00:00Z`. */
export const instantText = z.iso
  .datetime({ offset: true })
  .refine(isStorableInstant, 'must be in the years 1970 to 9999');

/** An amount in nano-USD (1 USD = 1,000,000,000) as a decimal string: it may pass what a JSON number holds. */
export const nanoUsdText = z.string().regex(/^-?\d+$/);

/** `from` is included, `to` is not; an absent bound leaves that side open. */
export const rangeQuery = z.strictObject({
  from: instantText.optional(),
  to: instantText.optional(),
});

/** What every list takes. `cursor` is the `next_cursor` of the page before, unread. */
export const listQuery = rangeQuery.extend({
  cursor: z.string().min(1).max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A filter that may be given several times in the query string; any of the values matches. */
export const anyOf = <T extends z.ZodType>(item: T) =>
  z
    .union([item, z.array(item).min(1).max(50)])
    .transform((value): z.output<T>[] => (Array.isArray(value) ? value : [value as z.output<T>]))
    .optional();

/** One page of a list, newest first. `next_cursor` is null on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next_cursor: z.string().nullable() });

/** A list that is always answered whole. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next_cursor: z.null() });

/** One page of `T`. */
export interface Page<T> {
  readonly items: T[];
  readonly next_cursor: string | null;
}

/** The id in a path. */
export const idParams = z.strictObject({ id: z.string().min(1) });

/** Answer of a `DELETE` after which nothing is left. */
export const removed = z.strictObject({ id: z.string(), removed: z.literal(true) });

/** Answer of a `DELETE` after which nothing is left. */
export type Removed = z.infer<typeof removed>;
