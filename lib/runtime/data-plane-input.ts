import type { Logger } from 'pino';
import type { Database } from '#db/client.ts';
import type { MasterKey } from '#lib/credentials/master-key.ts';

/** What the data plane of a process is made of. */
export interface DataPlaneInput {
  readonly database: Database;
  readonly masterKey: MasterKey;
  /** Of the virtual keys' hashes. */
  readonly pepper: Uint8Array;
  readonly log: Logger;
  /** How long the configuration in hand is served while the database cannot be asked, in milliseconds. */
  readonly maxStaleMs: number;
  /** True once the process is ending: known keys are served, and load balancers told to go elsewhere. */
  draining(): boolean;
  /** Sentences about what else of this process is not well. */
  otherTroubles(): readonly string[];
}
