import { randomBytes } from 'node:crypto';
import type { Database } from '#db/client.ts';
import { generateMasterKey, parseMasterKey } from '#lib/credentials/master-key.ts';
import { applyConfig } from '../apply.ts';
import type { ApplyOptions, ApplyResult } from '../apply-options.ts';
import { configOf } from './config-fixture.ts';

/** A test database that configuration is applied to. */
export interface ConfigDatabase {
  readonly options: ApplyOptions;
  /** Applies YAML as a file. */
  apply(text: string, env?: Record<string, string>): Promise<ApplyResult>;
}

/** Applies files to a database under secrets of its own. */
export function configDatabase(database: Database): ConfigDatabase {
  const options: ApplyOptions = {
    actor: { kind: 'system' },
    origin: 'file',
    masterKey: parseMasterKey(generateMasterKey()),
    pepper: randomBytes(32),
  };
  return { options, apply: (text, env) => applyConfig(database.db, configOf(text, env), options) };
}
