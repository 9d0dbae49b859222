import type { ConfigPath, DocumentProblem } from './problem.ts';

/** `$${NAME}` is the text `${NAME}` itself; `${` that is not a reference is a mistake worth telling. */
const reference = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\$\{/g;

/** Puts the environment's values in place of every `${NAME}` in the document's texts, names of settings excepted. */
export function expandVariables(
  data: Record<string, unknown>,
  env: Readonly<Record<string, string | undefined>>,
): { data: Record<string, unknown>; problems: DocumentProblem[] } {
  const problems: DocumentProblem[] = [];

  const expandText = (text: string, path: ConfigPath): string =>
    text.replace(reference, (match: string, name: string | undefined) => {
      if (match === '$${') return '${';
      const value = name === undefined ? undefined : env[name];
      if (value !== undefined && value !== '') return value;
      problems.push({ path, message: whyNot(name, value), suggestion: null });
      return match;
    });

  const expand = (value: unknown, path: ConfigPath): unknown => {
    if (typeof value === 'string') return expandText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => expand(item, [...path, index]));
    if (value === null || typeof value !== 'object') return value;
    return expandMapping(value as Record<string, unknown>, path);
  };

  const expandMapping = (mapping: Record<string, unknown>, path: ConfigPath): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(mapping).map(([name, value]) => [name, expand(value, [...path, name])]),
    );

  return { data: expandMapping(data, []), problems };
}

function whyNot(name: string | undefined, value: string | undefined): string {
  if (name === undefined)
    return 'holds "$" and "{" that name no variable; write "$$" and "{" for the characters';
  return `the environment variable ${name} is ${value === undefined ? 'not set' : 'empty'}`;
}
