import type { z } from 'zod';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const nouns: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** A schema's complaint as the rest of a sentence that begins with the setting's path. Never repeats a value. */
export function sentence(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, issue.input);
    case 'invalid_value':
      if (issue.input === undefined) return 'is required';
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return outOfBounds('at least', issue.origin, issue.minimum);
    case 'too_big':
      return outOfBounds('at most', issue.origin, issue.maximum);
    case 'invalid_key':
      return issue.issues[0]?.message;
    case 'invalid_format':
      return issue.format === 'datetime'
        ? 'must be an instant with its zone, such as 2027-01-01T00:00:00Z'
        : undefined;
    default:
      return undefined;
  }
}

function wrongType(expected: string, input: unknown): string {
  if (input === undefined) return 'is required';
  const hint = expected === 'string' && typeof input !== 'object' ? ': put it in quotes' : '';
  return `must be ${nouns[expected] ?? expected}${hint}`;
}

function outOfBounds(bound: string, origin: string, limit: number | bigint): string {
  if (origin === 'string') return `must have ${bound} ${limit} characters`;
  if (origin === 'array') return `must have ${bound} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return `must be ${bound} ${limit}`;
}
