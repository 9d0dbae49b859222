/** A place inside a configuration document: names and list positions from the top. */
export type ConfigPath = readonly (string | number)[];

/** Something wrong at a place of a document, before that place is known by line. */
export interface DocumentProblem {
  readonly path: ConfigPath;
  /** A sentence without its subject: the path stands before it. Holds no secret. */
  readonly message: string;
  /** What was probably meant. */
  readonly suggestion: string | null;
  /** Points at the name of the setting rather than at its value. */
  readonly atKey?: boolean;
}

/** Something wrong in a configuration file, as a person can find it. */
export interface ConfigProblem {
  /** Dotted, as `routes.chat.targets[1]`; empty when it is about the whole file. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
  readonly suggestion: string | null;
}

/** A path as people write it: `routes.chat.targets[1]`, with names that hold other characters in quotes. */
export function formatPath(path: ConfigPath): string {
  return path
    .map((segment, index) => {
      if (typeof segment === 'number') return `[${segment}]`;
      if (!/^[A-Za-z0-9_-]+$/.test(segment)) return `[${JSON.stringify(segment)}]`;
      return index === 0 ? segment : `.${segment}`;
    })
    .join('');
}

/** A problem in one line, in the form that editors and CI turn into a link. */
export function renderProblem(filename: string, problem: ConfigProblem): string {
  return `${filename}:${problem.line}:${problem.column}: ${describeProblem(problem)}`;
}

/** Path, sentence and suggestion of a problem, without its place in a file. */
export function describeProblem(problem: Pick<ConfigProblem, 'path' | 'message' | 'suggestion'>): string {
  const subject = problem.path === '' ? '' : `${problem.path}: `;
  const hint = problem.suggestion === null ? '' : `; did you mean "${problem.suggestion}"?`;
  return `${subject}${problem.message}${hint}`;
}
