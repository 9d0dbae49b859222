import { z } from 'zod';
import { dialectIds, operationNames } from './names.ts';
import { count, milliseconds } from './quantities.ts';

const operation = z.enum(operationNames);
const oneOrMoreOperations = z.union([operation, z.array(operation).min(1)], {
  error: `must be one or a list of ${operationNames.join(', ')}`,
});

/** When a fault applies; all that is given must hold. */
export const conditionSchema = z
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
