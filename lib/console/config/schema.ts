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
