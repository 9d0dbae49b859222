import { checkDocument } from './check-document.ts';
import { crossWarnings, declaredNames } from './cross-check.ts';
import { expandVariables } from './expand-variables.ts';
import { type ConfigProblem, formatPath } from './problem.ts';
import { type PlacedProblem, type ReadDocument, readDocument } from './read-document.ts';
import type { ConfigDocument } from './schema.ts';

/** Where a configuration's `${NAME}` come from. */
export interface ValidateOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A configuration file that passed every check that needs no database. Holds secrets: never log it. */
export interface ParsedConfig {
  /** With every `${NAME}` replaced. */
  readonly document: ConfigDocument;
  /** Allowed, and probably not meant. */
  readonly warnings: readonly ConfigProblem[];
}

/** Outcome of {@link validateConfig}. */
export type ValidateResult =
  | { readonly ok: true; readonly config: ParsedConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/**
 * Checks the text of a configuration file, YAML or JSON, and gives every problem at once, in the order of the file. Needs
 * no database: names of a section that the file leaves out are taken as given, and checked when it is applied.
 */
export function validateConfig(text: string, { env }: ValidateOptions): ValidateResult {
  const read = readDocument(text);
  if (read.data === null) return { ok: false, problems: place(read, read.problems) };
  const expanded = expandVariables(read.data, env);
  const { document, problems } = checkDocument(expanded.data);
  const causes: PlacedProblem[] = [...read.problems, ...expanded.problems];
  // What the schema says of a place that has an unresolved variable or a doubled name is an echo.
  const caused = new Set(causes.map((cause) => formatPath(cause.path)));
  const all = [...causes, ...problems.filter((problem) => !caused.has(formatPath(problem.path)))];
  if (document === null || all.length > 0) return { ok: false, problems: place(read, all) };
  const warnings = place(read, crossWarnings(document, declaredNames(document)));
  return { ok: true, config: { document, warnings } };
}

function place(read: ReadDocument, problems: readonly PlacedProblem[]): ConfigProblem[] {
  return problems
    .map(({ path, message, suggestion, atKey, position }) => ({
      path: formatPath(path),
      ...(position ?? read.locate(path, atKey)),
      message,
      suggestion,
    }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}
