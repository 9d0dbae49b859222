import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';
import { conditionSchema } from './condition-schema.ts';
import { hostileFields, hostileNames } from './hostile-fields.ts';
import { errorKinds } from './names.ts';
import { count, json, milliseconds } from './quantities.ts';

/** A native error by name, or the JSON body itself. */
const errorSchema = z.union([z.enum(errorKinds), json], {
  error: `must be a JSON body or one of ${errorKinds.join(', ')}`,
});

/** Null takes a header away that the native answer would have, e.g. `retry-after`. */
const headersSchema = z.record(z.string(), z.string().nullable()).superRefine((headers, context) => {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value ?? '');
    } catch {
      context.addIssue({ code: 'custom', path: [name], message: 'is not a valid HTTP header' });
    }
  }
});

/*
 * On a whole (not streamed) answer the token settings mean: the delays come before the head; cut, stall and end
 * stop in the middle of the body; a malformed event is a body that is not JSON; an error event is a 200 with an
 * error as its body.
 */
const faultFields = {
  when: conditionSchema.optional(),
  status: z.number().int().min(200).max(599).optional(),
  headers: headersSchema.optional(),
  /** What is answered; with `error_event_after_tokens` it is the event inside the stream. */
  error: errorSchema.optional(),
  /** The wait named by the native rate limit, in seconds. */
  retry_after_s: z.number().min(0).max(86_400).optional(),
  /** The body as it is: HTML, garbage, nothing. */
  body: z.string().max(1_000_000).optional(),
  delay_headers_ms: milliseconds.optional(),
  delay_first_token_ms: milliseconds.optional(),
  token_interval_ms: milliseconds.optional(),
  cut_after_tokens: count.optional(),
  end_after_tokens: count.optional(),
  stall_after_tokens: count.optional(),
  malformed_event_after_tokens: count.optional(),
  error_event_after_tokens: count.optional(),
  reset: z.literal(true).optional(),
  silence: z.literal(true).optional(),
  content_type: z.string().min(1).optional(),
  /** Added to the announced length: 16 promises sixteen bytes too many. The connection closes after the body. */
  wrong_content_length: z.number().int().min(-1_000_000).max(1_000_000).optional(),
  ...hostileFields,
};

type FaultField = keyof typeof faultFields;

const endings = [
  'cut_after_tokens',
  'end_after_tokens',
  'stall_after_tokens',
  'error_event_after_tokens',
] as const;
const pacing = ['delay_first_token_ms', 'token_interval_ms'] as const;
const tokenFields = [...endings, ...pacing, 'malformed_event_after_tokens'] as const;
const contentFields = [
  'status',
  'headers',
  'error',
  'retry_after_s',
  'body',
  'content_type',
  'wrong_content_length',
] as const;

/** Hostile, and only in an answer that the simulator makes. */
const ofTheAnswer = ['invalid_utf8_after_tokens', 'token_bytes'] as const satisfies readonly FaultField[];

/** For each field, those that could not take effect beside it. */
const conflicts: readonly (readonly [FaultField, readonly FaultField[]])[] = [
  ['reset', ['silence', ...contentFields, ...tokenFields, ...hostileNames]],
  ['silence', ['delay_headers_ms', ...contentFields, ...tokenFields, ...hostileNames]],
  ['body', ['error', 'retry_after_s', ...tokenFields, ...ofTheAnswer]],
  ['endless', [...contentFields, ...tokenFields, ...hostileNames.filter((name) => name !== 'endless')]],
  ['gzip', [...tokenFields, 'wrong_content_length']],
  ['wrong_content_length', ['cut_after_tokens', 'stall_after_tokens']],
  ...endings.map((one) => [one, endings.filter((other) => other > one)] as const),
];

/** Fields that make the reply an error from its head on, so that no token is ever sent. */
function failsAtOnce(fault: {
  status?: number | undefined;
  error?: unknown;
  error_event_after_tokens?: unknown;
}) {
  if (fault.error_event_after_tokens !== undefined) return false;
  return fault.error !== undefined || (fault.status ?? 200) >= 400;
}

/** One way to fail. */
export const faultSchema = z.strictObject(faultFields).superRefine((fault, context) => {
  const given = new Set(
    Object.entries(fault).flatMap(([name, value]) => (value === undefined ? [] : [name])),
  );
  const reject = (field: string, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message });
  for (const [field, others] of conflicts) {
    if (!given.has(field)) continue;
    for (const other of others) {
      if (given.has(other)) reject(other, `cannot be combined with "${field}"`);
    }
  }
  if (failsAtOnce(fault)) {
    for (const field of [...tokenFields, ...ofTheAnswer]) {
      if (given.has(field)) reject(field, 'has no effect on an error reply');
    }
  }
  if (given.has('retry_after_s') && (!failsAtOnce(fault) || typeof fault.error === 'object')) {
    reject('retry_after_s', 'is named by a native error reply only: give it an "error" or a "status"');
  }
  if (fault.error_event_after_tokens !== undefined && (fault.status ?? 200) >= 400) {
    reject('status', 'must be below 400 when the error comes inside the stream');
  }
  if (given.size === 0 || (given.size === 1 && given.has('when'))) {
    context.addIssue({ code: 'custom', message: 'does nothing: give it a status, a delay, a cut, …' });
  }
});
