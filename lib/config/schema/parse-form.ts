import { z } from 'zod';
import { schemaProblems } from '../schema-problems.ts';
import { withSuggestion } from '../suggestion.ts';
import { sentence } from './sentence.ts';

/**
 * Reads a setting that may be written in several forms by the form that was meant: a union would only say that nothing fits, this
 * says what is wrong with it.
 */
export function parseForm<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  context: z.RefinementCtx,
): z.output<Schema> {
  const result = schema.safeParse(value, { error: sentence });
  if (result.success) return result.data;
  for (const { path, message, suggestion } of schemaProblems(result.error)) {
    context.addIssue({ code: 'custom', path: [...path], message: withSuggestion(message, suggestion) });
  }
  return z.NEVER;
}
