import type { z } from 'zod';
import type { DocumentProblem } from './problem.ts';
import { splitSuggestion } from './suggestion.ts';

/** A schema's issues as problems, one for each setting concerned. */
export function schemaProblems(error: z.ZodError): DocumentProblem[] {
  return error.issues.flatMap((issue): DocumentProblem[] => {
    const path = issue.path.map((segment) => (typeof segment === 'symbol' ? String(segment) : segment));
    if (issue.code === 'unrecognized_keys') {
      // `section` writes one line per key, in the same order.
      const lines = issue.message.split('\n');
      return issue.keys.map((key, index) => ({
        path: [...path, key],
        ...splitSuggestion(lines[index] ?? 'unknown setting'),
        atKey: true,
      }));
    }
    return [{ path, ...splitSuggestion(issue.message), atKey: issue.code === 'invalid_key' }];
  });
}
