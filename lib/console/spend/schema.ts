import { z } from 'zod';
import { isTimeZone } from '../../config/is-time-zone.ts';
import { instantText, nanoUsdText, pageOf } from '../list/schema.ts';

/** What spending can be grouped by, tags apart. */
export const spendDimensions = ['provider', 'model', 'route', 'team', 'key'] as const;

/** One of {@link spendDimensions}. */
export type SpendDimension = (typeof spendDimensions)[number];

/** What spending is grouped by: a name of the record, or the value of a tag. */
export type SpendGrouping =
  | { readonly by: SpendDimension; readonly tag: null }
  | { readonly by: 'tag'; readonly tag: string };

const tagPrefix = 'tag:';
const lastMs = Date.UTC(10_000, 0) - 1;

/** Any time that ISO 8601 can write; what lies before 1970 or after 9999 means the first or the last moment of those. */
const clampedInstant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(Math.min(Math.max(Date.parse(text), 0), lastMs)).toISOString());

const groupBy = z
  .string()
  .max(300)
  .transform((text, context): SpendGrouping => {
    const by = spendDimensions.find((dimension) => dimension === text);
    if (by !== undefined) return { by, tag: null };
    const tag = text.startsWith(tagPrefix) ? text.slice(tagPrefix.length) : '';
    if (tag !== '' && tag.isWellFormed() && !tag.includes('\0')) return { by: 'tag', tag };
    context.addIssue({
      code: 'custom',
      message: `must be one of ${spendDimensions.join(', ')} or ${tagPrefix}NAME`,
    });
    return z.NEVER;
  });

const timeZone = z
  .string()
  .refine(isTimeZone, 'must be a time zone of the IANA database, such as Europe/Berlin');

const spendRange = z.strictObject({
  from: clampedInstant.optional(),
  to: clampedInstant.optional(),
  group_by: groupBy.default({ by: 'provider', tag: null }),
  /** Where days begin; without it, in the organisation's zone. */
  time_zone: timeZone.optional(),
});

/** Query of `GET /api/console/spend`. `format=csv` answers the whole range as a table instead of a page. */
export const spendQuery = spendRange.extend({
  bucket: z.enum(['hour', 'day']).default('day'),
  cursor: z.string().min(1).max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).optional(),
});

/** Query as the verb takes it. */
export type SpendInput = z.output<typeof spendQuery>;

const figures = {
  /** Counted once, at the provider and model that answered, else the last ones tried. */
  requests: z.int(),
  errors: z.int(),
  /** Moves past a target. */
  failovers: z.int(),
  /** Of every attempt, also of those that failed or were cut, at the provider that is paid for it. */
  input_tokens: z.int(),
  output_tokens: z.int(),
  cached_input_tokens: z.int(),
  reasoning_tokens: z.int(),
  cost_nano_usd: nanoUsdText,
  /** Requests whose tokens are the gateway's own count. */
  estimated: z.int(),
  /** Requests in which a model without a price took part: its cost counted as zero. */
  unpriced: z.int(),
};

/** Sums of a range. */
export const spendFigures = z.strictObject(figures);

/** Sums of a range. */
export type SpendFigures = z.infer<typeof spendFigures>;

/** Sums of one group in one hour or day. */
export const spendItem = z.strictObject({
  /** Name of the provider, model, …, or value of the tag; null for requests that had none. */
  group: z.string().nullable(),
  /** Start of the hour or of the day in the asked zone. */
  bucket: instantText,
  ...figures,
});

/** Sums of one group in one hour or day. */
export type SpendItem = z.infer<typeof spendItem>;

/** Answer of `GET /api/console/spend`: newest bucket first, then by name; only what was used. */
export const spendPage = pageOf(spendItem);

/** Query of `GET /api/console/spend/summary`. Without `from`: the last 30 days; without `to`: now. */
export const spendSummaryQuery = spendRange.extend({ bucket: z.enum(['hour', 'day']).optional() });

/** Query as the verb takes it. */
export type SpendSummaryInput = z.output<typeof spendSummaryQuery>;

/** Answer of `GET /api/console/spend/summary`: what a page about spending shows. */
export const spendSummary = z.strictObject({
  from: instantText,
  to: instantText,
  time_zone: z.string(),
  bucket: z.enum(['hour', 'day']),
  totals: spendFigures,
  /** The same length of time just before. */
  previous: z.strictObject({ from: instantText, to: instantText, totals: spendFigures }),
  /** Dearest first, at most 50; what is beyond them is in `rest`. */
  groups: z.array(
    z.strictObject({ group: z.string().nullable(), ...figures, previous_cost_nano_usd: nanoUsdText }),
  ),
  rest: spendFigures.nullable(),
  /** For a chart: the eight dearest groups one by one, everything else as `others`. Only what was used; oldest first. */
  series: z.array(
    z.strictObject({
      bucket: instantText,
      group: z.string().nullable(),
      others: z.boolean(),
      requests: z.int(),
      input_tokens: z.int(),
      output_tokens: z.int(),
      cost_nano_usd: nanoUsdText,
    }),
  ),
  /** The starts of all hours or days of the range, oldest first, at most 1,000: where a chart has its bars. */
  buckets: z.array(instantText),
  /** The running month of the asked zone. */
  forecast: z.strictObject({
    from: instantText,
    to: instantText,
    spent_nano_usd: nanoUsdText,
    /** What was spent, and for the time that is left the average of the last seven days, or of the month's own days while it has fewer records. */
    expected_nano_usd: nanoUsdText,
    /** Days whose average was taken. */
    average_days: z.number(),
  }),
});

/** Answer of `GET /api/console/spend/summary`. */
export type SpendSummary = z.infer<typeof spendSummary>;
