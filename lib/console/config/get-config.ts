import { authorize, type ConsoleContext } from '../context.ts';
import { configAnswerOf, readCurrentVersion } from './config-item.ts';
import type { ConfigAnswer } from './schema.ts';

/** The configuration in force, in the file's own form, without any secret. */
export async function getConfig(ctx: ConsoleContext): Promise<ConfigAnswer> {
  authorize(ctx, 'console.read');
  return configAnswerOf(await readCurrentVersion(ctx.db));
}
