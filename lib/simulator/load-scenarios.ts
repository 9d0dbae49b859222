import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { type Scenario, scenariosSchema } from './scenario-schema.ts';

/** What is wrong with a scenario file, one sentence per line, each naming file and field. */
export class ScenarioFileError extends Error {
  constructor(file: string, problems: readonly string[], cause?: unknown) {
    super(problems.map((problem) => `${file}: ${problem}`).join('\n'), cause === undefined ? {} : { cause });
    this.name = 'ScenarioFileError';
  }
}

/** Reads a YAML or JSON file that maps names to scenarios. @throws ScenarioFileError */
export async function loadScenarios(file: string): Promise<Record<string, Scenario>> {
  return parseScenarios(await read(file), file);
}

/** The same from text; `file` only names it in messages. @throws ScenarioFileError */
export function parseScenarios(text: string, file: string): Record<string, Scenario> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map(
      (error) => `line ${lines.linePos(error.pos[0]).line}: ${error.message}`,
    );
    throw new ScenarioFileError(file, problems);
  }
  const parsed = scenariosSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const at = lineOf(document, issue.path, lines);
    const message =
      issue.code === 'invalid_key' ? issue.issues.map((one) => one.message).join(', ') : issue.message;
    return `${at}${writePath(issue.path)}: ${message}`;
  });
  throw new ScenarioFileError(file, problems);
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ScenarioFileError(file, ['cannot be read'], error);
  }
}

/** The line of the field, or of the nearest thing around it that is in the file. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  path: readonly PropertyKey[],
  lines: LineCounter,
): string {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
    const start: unknown = Array.isArray(range) ? range[0] : null;
    if (typeof start === 'number') return `line ${lines.linePos(start).line}: `;
  }
  return '';
}

function writePath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the file';
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .slice(1);
}
