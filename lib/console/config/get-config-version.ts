import { diffDocuments } from '../../config/diff.ts';
import { authorize, type ConsoleContext } from '../context.ts';
import { configAnswerOf, readCurrentVersion, readVersion } from './config-item.ts';
import type { ConfigVersionDetail } from './schema.ts';

/**
 * One version, and what going back to it would change.
 * @throws ConsoleError `not_found`.
 */
export async function getConfigVersion(
  ctx: ConsoleContext,
  input: { readonly version: number },
): Promise<ConfigVersionDetail> {
  authorize(ctx, 'console.read');
  const wanted = await readVersion(ctx.db, input.version);
  const current = await readCurrentVersion(ctx.db);
  return {
    ...configAnswerOf(wanted),
    current_version: current.version,
    changes: diffDocuments(current.document, wanted.document),
  };
}
