import type { z } from 'zod';
import { sentence } from '../config/schema/sentence.ts';
import { ConsoleError, invalidField } from '../console/error/console-error.ts';
import type { FieldIssue } from '../console/error/schema.ts';

/**
 * Parses one part of a call.
 * @throws ConsoleError `invalid`; its issues name every field at fault.
 */
export async function parseInput<T extends z.ZodType>(schema: T, value: unknown): Promise<z.output<T>> {
  assertStorable(value, []);
  const parsed = await schema.safeParseAsync(value, { error: sentence });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.flatMap(fieldIssues);
  const first = issues[0];
  const where = first?.path ? `${first.path}: ` : '';
  throw new ConsoleError('invalid', `${where}${first?.message ?? 'The input is not valid.'}`, { issues });
}

/** PostgreSQL stores neither NUL nor half a surrogate pair: refused here, with the field, and not there, without it. */
function assertStorable(value: unknown, path: readonly string[]): void {
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
    throw invalidField(path.join('.'), 'must not hold a NUL or a broken character');
  }
  if (value === null || typeof value !== 'object') return;
  for (const [key, each] of Object.entries(value)) {
    assertStorable(key, path);
    assertStorable(each, [...path, key]);
  }
}

/** The query string as an object: a name given once is a string, several times an array. */
export function queryObject(query: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(query.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

function fieldIssues(issue: z.core.$ZodIssue): FieldIssue[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    // Sections of the configuration file say one line for each key; anything else says nothing that helps.
    const lines = issue.message.split('\n');
    const says = (index: number) => (issue.message.startsWith('Unrecognized') ? undefined : lines[index]);
    return issue.keys.map((key, index) => ({
      path: [...path, key].join('.'),
      message: says(index) ?? 'there is no such field',
    }));
  }
  return [{ path: path.join('.'), message: issue.message }];
}
