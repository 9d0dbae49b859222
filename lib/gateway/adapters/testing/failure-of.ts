import { UpstreamError } from '../../errors.ts';

/** The failure that an act ends in. @throws whatever else it throws, or when nothing fails. */
export function failureOf(act: () => unknown): UpstreamError {
  try {
    act();
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
  throw new Error('Nothing failed.');
}
