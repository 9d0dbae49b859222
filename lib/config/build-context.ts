import type { SealContext } from '#lib/credentials/seal.ts';

/** What turning rows into a configuration asks of the world. */
export interface BuildContext {
  /** Opens a sealed secret. Throws when it cannot. */
  openCredential(sealedSecret: string, context: SealContext): string;
  /** Where this installation's simulator listens, as `http://127.0.0.1:4000`. */
  readonly simulatorOrigin: string;
}
