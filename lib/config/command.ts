import type { Database } from '#db/client.ts';
import { errorSentence } from '#db/database-error.ts';
import { applyConfig } from './apply.ts';
import { type ConfigSecrets, planApply } from './apply-plan.ts';
import { ConfigRejected } from './config-rejected.ts';
import { renderDiff } from './diff.ts';
import { exportConfig } from './export.ts';
import { describeProblem, formatPath, renderProblem } from './problem.ts';
import { type ParsedConfig, validateConfig } from './validate.ts';

/** The database and the secrets of this installation, open for one command. */
export interface ConfigDatabase extends ConfigSecrets {
  readonly db: Database['db'];
}

/** What the command asks of the world. */
export interface ConfigCommandDeps {
  /** Text of a file. Throws when it cannot be read. */
  readFile(path: string): string;
  /** Writes a file that only its owner may read. Throws when it cannot be written. */
  writeFile(path: string, text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  stdout(text: string): void;
  stderr(text: string): void;
  /** Opens the migrated database of this installation for as long as `use` takes. */
  withDatabase<Result>(use: (database: ConfigDatabase) => Promise<Result>): Promise<Result>;
}

const usage = `Usage: npm run config -- <command> FILE

  validate FILE   Check a file. Needs no database.
  diff FILE       Show what applying a file would change.
  apply FILE      Make the database agree with a file; all of it or nothing.
  export [FILE]   Write the configuration in force, without secrets. Without FILE: to standard output.

Exit codes: 0 done, or no difference; 1 the file has problems, or differs; 2 the command was not understood or failed.
`;

type Command = 'validate' | 'diff' | 'apply' | 'export';

/** What happened, as an exit code: 0 = well, 1 = the file has problems or differs, 2 = the command could not be run. */
export type ExitCode = 0 | 1 | 2;

/** `npm run config -- validate|diff|apply|export FILE`. Never throws; says what is wrong on standard error. */
export async function runConfigCommand(argv: readonly string[], deps: ConfigCommandDeps): Promise<ExitCode> {
  const [command, file, ...rest] = argv;
  if (command === 'help' || command === '--help' || command === '-h') {
    deps.stdout(usage);
    return 0;
  }
  const run = isCommand(command) ? commands[command] : undefined;
  if (run === undefined || rest.length > 0 || (file === undefined && command !== 'export')) {
    deps.stderr(usage);
    return 2;
  }
  try {
    return await run(file ?? '', deps);
  } catch (error) {
    deps.stderr(`${errorSentence(error)}\n`);
    return 2;
  }
}

const commands = {
  validate: async (file, deps) => {
    const config = readConfig(file, deps);
    if (config === null) return 1;
    deps.stdout(`${file}: valid\n`);
    return 0;
  },
  diff: (file, deps) =>
    withConfig(file, deps, async (config, { db, ...secrets }) => {
      const plan = await db.transaction((tx) => planApply(tx, config.document, secrets), {
        accessMode: 'read only',
      });
      deps.stdout(plan.changes.length === 0 ? 'No difference.\n' : renderDiff(plan.changes));
      for (const notice of plan.notices) deps.stderr(`${notice}\n`);
      return plan.changes.length === 0 ? 0 : 1;
    }),
  apply: (file, deps) =>
    withConfig(file, deps, async (config, { db, ...secrets }) => {
      const result = await applyConfig(db, config, { ...secrets, actor: { kind: 'system' }, origin: 'file' });
      deps.stdout(result.version === null ? 'Nothing changed.\n' : renderDiff(result.changes));
      if (result.version !== null) deps.stdout(`Applied as version ${result.version}.\n`);
      for (const { name, secret } of result.generatedKeys) {
        deps.stdout(`Key ${name}: ${secret} (shown only now)\n`);
      }
      for (const notice of result.notices) deps.stderr(`${notice}\n`);
      return 0;
    }),
  export: async (file, deps) => {
    const { text, variables } = await deps.withDatabase(({ db }) => exportConfig(db));
    if (file === '') deps.stdout(text);
    else {
      deps.writeFile(file, text);
      deps.stdout(`Wrote ${file}.\n`);
    }
    if (variables.length > 0) deps.stderr(`Set before applying it: ${variables.join(', ')}\n`);
    return 0;
  },
} satisfies Record<Command, (file: string, deps: ConfigCommandDeps) => Promise<ExitCode>>;

/** Reads and checks a file, then hands it over with the database. A file that does not fit it is a problem of the file. */
async function withConfig(
  file: string,
  deps: ConfigCommandDeps,
  use: (config: ParsedConfig, database: ConfigDatabase) => Promise<ExitCode>,
): Promise<ExitCode> {
  const config = readConfig(file, deps);
  if (config === null) return 1;
  try {
    return await deps.withDatabase((database) => use(config, database));
  } catch (error) {
    if (!(error instanceof ConfigRejected)) throw error;
    for (const problem of error.problems) {
      deps.stderr(`${file}: ${describeProblem({ ...problem, path: formatPath(problem.path) })}\n`);
    }
    return 1;
  }
}

/** The file, when it is valid; its problems and warnings go to standard error. */
function readConfig(file: string, deps: ConfigCommandDeps): ParsedConfig | null {
  const result = validateConfig(deps.readFile(file), { env: deps.env });
  if (!result.ok) {
    for (const problem of result.problems) deps.stderr(`${renderProblem(file, problem)}\n`);
    return null;
  }
  for (const warning of result.config.warnings) deps.stderr(`${renderProblem(file, warning)} (warning)\n`);
  return result.config;
}

function isCommand(word: string | undefined): word is Command {
  return word !== undefined && Object.hasOwn(commands, word);
}
