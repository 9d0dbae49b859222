import type { z } from 'zod';
import { NativeRefusal } from './dialect.ts';

type Issue = z.core.$ZodIssue;

/**
 * Parses a request body. The path of the first fault is written as the vendors do: `messages[0].content`.
 * @throws NativeRefusal
 */
export function parseBody<S extends z.ZodType>(
  schema: S,
  body: unknown,
  sentence: (param: string, problem: string) => string,
): z.output<S> {
  if (typeof body !== 'object' || body === null) {
    throw new NativeRefusal('invalid_request', 'We could not parse the JSON body of your request.');
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = deepest(parsed.error.issues[0]);
  const param = writePath(issue?.path ?? []);
  throw new NativeRefusal('invalid_request', sentence(param, issue?.message ?? 'invalid'), { param });
}

/** Inside a union, the branch that got furthest says best what is wrong. */
function deepest(issue: Issue | undefined): { path: PropertyKey[]; message: string } | undefined {
  if (issue?.code !== 'invalid_union') return issue;
  const branches = issue.errors.map((errors) => deepest(errors[0])).filter((one) => one !== undefined);
  const best = branches.sort((a, b) => b.path.length - a.path.length)[0];
  if (best === undefined || best.path.length === 0) return issue;
  return { path: [...issue.path, ...best.path], message: best.message };
}

function writePath(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
