import { type DocumentProblem, describeProblem, formatPath } from './problem.ts';

/** A valid document that cannot be applied to what the database holds. Nothing was changed. */
export class ConfigRejected extends Error {
  override readonly name = 'ConfigRejected';
  readonly problems: readonly DocumentProblem[];

  constructor(problems: readonly DocumentProblem[]) {
    super(problems.map((each) => describeProblem({ ...each, path: formatPath(each.path) })).join('\n'));
    this.problems = problems;
  }
}
