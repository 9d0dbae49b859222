import { z } from 'zod';
import { nearest, withSuggestion } from '../suggestion.ts';

/**
 * A mapping with a closed set of settings. A setting of `later` is part of the file format but does nothing yet, so
 * it is refused rather than accepted and ignored. One line per refused setting, in the order of the issue's keys.
 */
export function section<Shape extends z.ZodRawShape>(shape: Shape, later: readonly string[] = []) {
  const known = Object.keys(shape);
  const refuse = (key: string) =>
    later.includes(key)
      ? `"${key}" is not supported yet`
      : withSuggestion(`unknown setting "${key}"`, nearest(key, known));
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map(refuse).join('\n') : undefined),
  });
}

/** One of the words of a setting. Words of `later` are refused as not supported yet. */
export function choice<const Words extends readonly [string, ...string[]]>(
  words: Words,
  later: readonly string[] = [],
) {
  return z.enum(words, {
    error: ({ input }) => {
      if (typeof input !== 'string') return undefined;
      if (later.includes(input)) return `"${input}" is not supported yet`;
      return withSuggestion(`"${input}" is not one of ${words.join(', ')}`, nearest(input, words));
    },
  });
}

/** A setting whose behaviour does not exist yet: only its empty value, which asks for nothing, is accepted. */
export const emptyOnly = z
  .unknown()
  .refine(isEmpty, 'is not supported yet')
  .transform((): undefined => undefined)
  .optional();

/** An entry whose settings are all optional may be written with nothing behind its name. */
export function nullIsEmpty<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => value ?? {}, schema);
}

/** A mapping from names to entries. */
export function named<Name extends z.ZodType<string, string>, Entry extends z.ZodType>(
  name: Name,
  entry: Entry,
) {
  return z.record(name, entry);
}

/** A list in which nothing stands twice. */
export function distinct<Item extends z.ZodType>(item: Item) {
  return z.array(item).superRefine((items, context) => {
    const seen = new Set<unknown>();
    for (const [index, each] of items.entries()) {
      if (seen.has(each)) {
        context.addIssue({
          code: 'custom',
          path: [index],
          message: `"${String(each)}" appears more than once`,
        });
      }
      seen.add(each);
    }
  });
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
