import type { Transaction } from '#db/client.ts';
import { applyInTransaction } from '../../config/apply.ts';
import { planApply } from '../../config/apply-plan.ts';
import { checkDocument } from '../../config/check-document.ts';
import { ConfigRejected } from '../../config/config-rejected.ts';
import { loadCurrentState } from '../../config/current-state.ts';
import { keepSecrets } from '../../config/keep-secrets.ts';
import { type DocumentProblem, describeProblem, formatPath } from '../../config/problem.ts';
import type { ConfigDocument } from '../../config/schema.ts';
import { takeTurns } from '../../config/take-turns.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { ConsoleError } from '../error/console-error.ts';
import { configAnswerOf, readCurrentVersion } from './config-item.ts';
import type { AppliedConfig, ApplyDocumentInput } from './schema.ts';

/**
 * Makes the configuration agree with a document in the file's own form, as a new version; `dry_run` only tells what would change. A
 * section that it leaves out stays, and so does a secret. Virtual keys are no part of it.
 * @throws ConsoleError `invalid` with each problem beside its place; `conflict` when the configuration is no longer `based_on`.
 */
export async function applyDocument(ctx: ConsoleContext, input: ApplyDocumentInput): Promise<AppliedConfig> {
  authorize(ctx, 'config.write');
  return ctx.db.transaction(async (tx) => {
    await takeTurns(tx);
    const before = await readCurrentVersion(tx);
    if (input.based_on !== undefined && input.based_on !== before.version) throw outdated(before.version);
    const document = await readDocument(ctx, tx, input.document);
    const secrets = { masterKey: ctx.masterKey, pepper: ctx.pepper };
    if (input.dry_run) {
      const { changes, notices } = await planApply(tx, document, secrets).catch(asInvalid);
      const shown = changes.map(({ at: _at, ...change }) => change);
      return { ...configAnswerOf(before), applied: false, changes: shown, notices: [...notices] };
    }
    const options = { ...secrets, actor: ctx.actor, origin: 'console' as const };
    const { version, changes, notices } = await applyInTransaction(tx, { document }, options).catch(
      asInvalid,
    );
    const current = await readCurrentVersion(tx);
    if (version !== null) {
      await recordAudit(tx, ctx.actor, {
        action: 'config.apply',
        subject: { id: String(version), name: `version ${version}` },
        detail: { before: before.version, changes: changes.length, notices },
      });
    }
    return {
      ...configAnswerOf(current),
      applied: version !== null,
      changes: [...changes],
      notices: [...notices],
    };
  });
}

async function readDocument(
  ctx: ConsoleContext,
  tx: Transaction,
  sent: Record<string, unknown>,
): Promise<ConfigDocument> {
  if (sent.keys !== undefined) {
    const message = 'is no part of the configuration: make virtual keys at /api/console/keys';
    throw invalid([{ path: ['keys'], message, suggestion: null }]);
  }
  const kept = keepSecrets(sent, { state: await loadCurrentState(tx), masterKey: ctx.masterKey });
  const { document, problems } = checkDocument(kept.data);
  // What the schema says of a secret that could not be kept is an echo.
  const caused = new Set(kept.problems.map(({ path }) => formatPath(path)));
  const all = [...kept.problems, ...problems.filter(({ path }) => !caused.has(formatPath(path)))];
  if (document === null || all.length > 0) throw invalid(all);
  return document;
}

function invalid(problems: readonly DocumentProblem[], cause?: unknown): ConsoleError {
  const issues = problems.map((problem) => {
    const path = formatPath(problem.path);
    return {
      path: path === '' ? 'document' : `document.${path}`,
      message: describeProblem({ ...problem, path: '' }),
    };
  });
  const [first] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return new ConsoleError('invalid', `${first?.path}: ${first?.message}${more}`, { issues, cause });
}

function asInvalid(error: unknown): never {
  if (error instanceof ConfigRejected) throw invalid(error.problems, error);
  throw error;
}

function outdated(version: number): ConsoleError {
  return new ConsoleError(
    'conflict',
    `Someone else changed the configuration since: version ${version} is in force. Nothing was changed.`,
    { details: { current_version: version } },
  );
}
