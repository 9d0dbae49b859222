import { crossCheck, declaredNames } from './cross-check.ts';
import type { ConfigPath, DocumentProblem } from './problem.ts';
import { sentence } from './schema/sentence.ts';
import { type ConfigDocument, configDocument } from './schema.ts';
import { schemaProblems } from './schema-problems.ts';

/** Checks a document that is data already, and finds every problem at once. `document` is null unless there is none. */
export function checkDocument(data: Record<string, unknown>): {
  document: ConfigDocument | null;
  problems: DocumentProblem[];
} {
  const parsed = configDocument.safeParse(data, { error: sentence });
  if (parsed.success) {
    const document = withoutUndefined(parsed.data);
    const problems = crossCheck(document, declaredNames(data));
    return { document: problems.length === 0 ? document : null, problems };
  }
  const problems = schemaProblems(parsed.error);
  // What is left once every faulty entry is taken out still says something of the others.
  const rest = configDocument.safeParse(
    withoutEntries(
      data,
      problems.map((problem) => problem.path),
    ),
  );
  const further = rest.success ? crossCheck(rest.data, declaredNames(data)) : [];
  return { document: null, problems: [...problems, ...further] };
}

/** A document without the entries, or whole sections, in which the paths lie. */
function withoutEntries(
  data: Record<string, unknown>,
  paths: readonly ConfigPath[],
): Record<string, unknown> {
  const rest: Record<string, unknown> = { ...data, version: 1 };
  for (const [section, name] of paths) {
    const entries = rest[String(section)];
    if (section === undefined || section === 'version') continue;
    if (name === undefined || entries === null || typeof entries !== 'object') {
      delete rest[String(section)];
      continue;
    }
    const { [String(name)]: _faulty, ...others } = entries as Record<string, unknown>;
    rest[String(section)] = others;
  }
  return rest;
}

/** Leaves out settings that were empty and mean nothing, so that equal documents are equal as JSON too. */
function withoutUndefined<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
