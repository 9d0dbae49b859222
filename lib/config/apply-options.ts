import type { Actor } from '#lib/auth/actor.ts';
import type { ConfigSecrets } from './apply-plan.ts';
import type { ConfigChange } from './diff.ts';

/** Who applies a document, why, and with which secrets of this installation. */
export interface ApplyOptions extends ConfigSecrets {
  readonly actor: Actor;
  readonly origin: 'file' | 'console' | 'seed';
}

/** A virtual key whose secret was generated. This is the only time it can be shown. */
export interface GeneratedKey {
  readonly name: string;
  readonly secret: string;
}

/** What applying a document did. */
export interface ApplyResult {
  /** The number of the new version; null when nothing changed. */
  readonly version: number | null;
  readonly changes: readonly ConfigChange[];
  readonly generatedKeys: readonly GeneratedKey[];
  /** What the document asks for and was not done, in sentences. */
  readonly notices: readonly string[];
}
