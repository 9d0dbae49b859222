import { z } from 'zod';
import { faultSchema } from './scenario/fault-schema.ts';
import { dialectIds } from './scenario/names.ts';
import { json } from './scenario/quantities.ts';

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
