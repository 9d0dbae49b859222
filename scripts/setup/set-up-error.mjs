// @ts-check
/** A reason to stop that a person can act on. Its message is the whole of what is printed. */
export class SetUpError extends Error {
  /** @override */
  name = 'SetUpError';
}
