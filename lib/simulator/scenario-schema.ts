import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';

/** The native dialects the simulator speaks. */
export const dialectIds = ['openai', 'anthropic', 'gemini'] as const;
export type DialectId = (typeof dialectIds)[number];

/** What a call asks for. The two lists of models count as `models`. */
export const operationNames = ['chat', 'embeddings', 'count_tokens', 'models'] as const;
export type OperationName = (typeof operationNames)[number];

/** Native errors that a scenario can name; `errors.ts` has the body of each one per dialect. */
export const errorKinds = [
  'rate_limited',
  'overloaded',
  'quota_exhausted',
  'missing_key',
  'invalid_key',
  'permission_denied',
  'model_not_found',
  'context_length_exceeded',
  'content_filtered',
  'invalid_request',
  'payload_too_large',
  'server_error',
  'unavailable',
  'timeout',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

const count = z.number().int().min(0).max(1_000_000);
const milliseconds = z.number().min(0).max(3_600_000);
const json = z.record(z.string(), z.unknown());

const answerSchema = z
  .strictObject({
    /** Exactly this text; an empty one makes an empty answer. */
    text: z.string().max(1_000_000).optional(),
    /** The question, word for word. */
    echo: z.literal(true).optional(),
    /** This many made-up words. */
    words: z.number().int().min(1).max(100_000).optional(),
    reasoning: z.string().max(1_000_000).optional(),
    /** Called whatever the request offers, once: when tool results came last, text is answered. */
    tool_calls: z
      .array(z.strictObject({ name: z.string().min(1), arguments: json.default({}) }))
      .min(1)
      .max(64)
      .optional(),
    /** Ends the answer for this reason instead of the natural one. */
    finish: z.enum(['length', 'content_filter']).optional(),
  })
  .refine(
    (answer) => [answer.text, answer.echo, answer.words].filter((one) => one !== undefined).length <= 1,
    {
      error: 'give only one of "text", "echo" and "words"',
    },
  );

const operation = z.enum(operationNames);
const oneOrMoreOperations = z.union([operation, z.array(operation).min(1)], {
  error: `must be one or a list of ${operationNames.join(', ')}`,
});
/** A native error by name, or the JSON body itself. */
const errorSchema = z.union([z.enum(errorKinds), json], {
  error: `must be a JSON body or one of ${errorKinds.join(', ')}`,
});

const whenSchema = z
  .strictObject({
    dialect: z.enum(dialectIds).optional(),
    operation: oneOrMoreOperations.optional(),
    model: z.string().min(1).optional(),
    stream: z.boolean().optional(),
    /** Only the first n of the calls that the conditions above let through. */
    first_calls: count.optional(),
    /** Not the first n of them. */
    after_calls: count.optional(),
    /** Starts counting calls again after this many. */
    repeat_calls: count.min(1).optional(),
    /** Not before this time since start, reset or replacement of the scenario. */
    from_ms: milliseconds.optional(),
    /** No longer from this time on. */
    until_ms: milliseconds.optional(),
    /** Starts the time again after this long. */
    repeat_ms: milliseconds.min(1).optional(),
    /** Share of the calls that are hit, drawn from the seed and the number of the call. */
    probability: z.number().min(0).max(1).optional(),
  })
  .superRefine((when, context) => {
    const reject = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const { first_calls: first, after_calls: after, from_ms: from, until_ms: until } = when;
    if (first !== undefined && after !== undefined && after >= first) {
      reject('after_calls', 'must be smaller than "first_calls"');
    }
    if (from !== undefined && until !== undefined && from >= until) {
      reject('from_ms', 'must be smaller than "until_ms"');
    }
    if (when.repeat_calls !== undefined && when.repeat_calls <= Math.max(first ?? -1, after ?? -1, 0)) {
      reject('repeat_calls', 'must be greater than "first_calls" and "after_calls"');
    }
    if (when.repeat_calls !== undefined && first === undefined && after === undefined) {
      reject('repeat_calls', 'repeats nothing without "first_calls" or "after_calls"');
    }
    if (when.repeat_ms !== undefined && when.repeat_ms <= Math.max(from ?? -1, until ?? -1, 0)) {
      reject('repeat_ms', 'must be greater than "from_ms" and "until_ms"');
    }
    if (when.repeat_ms !== undefined && from === undefined && until === undefined) {
      reject('repeat_ms', 'repeats nothing without "from_ms" or "until_ms"');
    }
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
  when: whenSchema.optional(),
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

/** For each field, those that could not take effect beside it. */
const conflicts: readonly (readonly [FaultField, readonly FaultField[]])[] = [
  ['reset', ['silence', ...contentFields, ...tokenFields]],
  ['silence', ['delay_headers_ms', ...contentFields, ...tokenFields]],
  ['body', ['error', 'retry_after_s', ...tokenFields]],
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

const faultSchema = z.strictObject(faultFields).superRefine((fault, context) => {
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
    for (const field of tokenFields) if (given.has(field)) reject(field, 'has no effect on an error reply');
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

/** A scripted provider: what it answers and when it fails. The first fault whose conditions hold applies. */
export const scenarioSchema = z.strictObject({
  seed: z.number().int().min(0).max(0xffff_ffff).default(0),
  /** When given, any other credential is refused as the provider refuses a bad key. */
  accepted_secrets: z.array(z.string().min(1)).min(1).optional(),
  answer: answerSchema.default({}),
  faults: z.array(faultSchema).max(100).default([]),
});

/** Names that may stand as the first part of a path. */
export const scenarioNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'must be of a-z, 0-9, "-" and "_"')
  .refine((name) => ![...dialectIds, 'v1', 'v1beta'].includes(name), { error: 'is reserved' });

export const scenariosSchema = z.record(scenarioNameSchema, scenarioSchema);

/** A scenario as people write it. */
export type Scenario = z.input<typeof scenarioSchema>;
/** A scenario with its defaults filled in. */
export type ParsedScenario = z.output<typeof scenarioSchema>;
export type Fault = ParsedScenario['faults'][number];
export type FaultCondition = NonNullable<Fault['when']>;
export type ScriptedAnswer = ParsedScenario['answer'];
