import { z } from 'zod';
import { instantText, listQuery, pageOf } from '../list/schema.ts';

/** One row of the configuration's history, without the document. */
export const configVersionItem = z.strictObject({
  version: z.int(),
  /** SHA-256 of the document's canonical JSON. */
  hash: z.string(),
  origin: z.enum(['seed', 'file', 'console', 'rollback']),
  /** What changed, in a sentence. */
  summary: z.string(),
  actor: z.string(),
  created_at: instantText,
});

/** One row of the configuration's history. */
export type ConfigVersionItem = z.infer<typeof configVersionItem>;

/** Query of `GET /api/console/config/versions`. */
export const listConfigVersionsQuery = listQuery;

/** Query as the verb takes it. */
export type ListConfigVersionsInput = z.output<typeof listConfigVersionsQuery>;

/** Answer of `GET /api/console/config/versions`. */
export const configVersionPage = pageOf(configVersionItem);

/** Answer of `GET /api/console/config`: the configuration in force, in the file's own form, without any secret. */
export const configAnswer = configVersionItem.extend({ document: z.unknown() });

/** Answer of `GET /api/console/config`. */
export type ConfigAnswer = z.infer<typeof configAnswer>;

/** One difference between two documents. */
export const configChange = z.strictObject({
  kind: z.enum(['added', 'removed', 'changed']),
  /** Dotted, as `routes.chat.targets`. */
  path: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

/** Answer of `GET /api/console/config/versions/{version}`. */
export const configVersionDetail = configAnswer.extend({
  /** Version in force now. */
  current_version: z.int(),
  /** What going back to this version would change in the current one. */
  changes: z.array(configChange),
});

/** Answer of `GET /api/console/config/versions/{version}`. */
export type ConfigVersionDetail = z.infer<typeof configVersionDetail>;

/** Of a 32-bit column. */
const maxVersion = 2 ** 31 - 1;

/** Body of `POST /api/console/config`. */
export const applyDocumentInput = z.strictObject({
  /**
   * The configuration in the file's own form. A section that is left out stays as it is; so does the secret of a credential that
   * has none here, or has the placeholder that `GET` shows. Nothing is read from the environment.
   */
  document: z.record(z.string(), z.unknown()),
  /** The version that the document was made from: when another is in force by now, nothing is changed. */
  based_on: z.int().min(1).max(maxVersion).optional(),
  /** Only tells what would change. */
  dry_run: z.boolean().default(false),
});

/** Body of `POST /api/console/config`. */
export type ApplyDocumentInput = z.output<typeof applyDocumentInput>;

/** Answer of `POST /api/console/config`: the configuration in force now. */
export const appliedConfig = configAnswer.extend({
  /** False when nothing had to change, or only a trial was asked for. */
  applied: z.boolean(),
  /** What changed, or would; never a secret, only that it is another one. */
  changes: z.array(configChange),
  /** What the document asks for and is not done, in sentences. */
  notices: z.array(z.string()),
});

/** Answer of `POST /api/console/config`. */
export type AppliedConfig = z.infer<typeof appliedConfig>;

/** The version in a path. */
export const versionParams = z.strictObject({ version: z.coerce.number().int().min(1).max(maxVersion) });

/** Body of `POST /api/console/config/rollback`. */
export const rollbackInput = z.strictObject({
  /** The version to go back to; it becomes a new version, so that nothing is lost. */
  version: z.int().min(1).max(maxVersion),
});

/** Body of `POST /api/console/config/rollback`. */
export type RollbackInput = z.output<typeof rollbackInput>;

/** Answer of `POST /api/console/config/rollback`: the configuration in force now. */
export const rolledBack = configAnswer.extend({
  /** What changed; nothing when the version was in force already. */
  changes: z.array(configChange),
  /** What an earlier version had and could not be brought back, in sentences: secrets are in no version. */
  unrestored: z.array(z.string()),
});

/** Answer of `POST /api/console/config/rollback`. */
export type RolledBack = z.infer<typeof rolledBack>;
