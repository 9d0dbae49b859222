import { z } from 'zod';
import { count, milliseconds } from './quantities.ts';

/** Larger than any client should read, small enough for one machine. Bytes. */
const size = z.number().int().min(1).max(64_000_000);

/** What no honest provider does; a client must bound each of them. */
export const hostileFields = {
  /** So many announcements (102 Processing) come before the head. */
  interim_heads: count.min(1).optional(),
  /** The head carries this many bytes that nobody needs. */
  header_bytes: size.optional(),
  /**
   * Goes on until the client leaves: announcements before the head, header fields, empty pieces of a body (comments in
   * a stream), one line, or the tokens of the answer again and again.
   */
  endless: z.enum(['interim', 'head', 'body', 'line', 'tokens']).optional(),
  /** Compressed although nobody asked: the true body, or a small one that grows to 1 GiB. */
  gzip: z.enum(['body', 'bomb']).optional(),
  /** Bytes that are no UTF-8 inside the token after these. */
  invalid_utf8_after_tokens: count.optional(),
  /** The last token is this large, in one event. */
  token_bytes: size.optional(),
  /** Each byte of the body leaves by itself, this long after the one before. */
  drip_ms: milliseconds.min(1).optional(),
};

/** The names of {@link hostileFields}. */
export const hostileNames = [
  'interim_heads',
  'header_bytes',
  'endless',
  'gzip',
  'invalid_utf8_after_tokens',
  'token_bytes',
  'drip_ms',
] as const satisfies readonly (keyof typeof hostileFields)[];
