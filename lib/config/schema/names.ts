import { z } from 'zod';
import { namePattern } from '../target-text.ts';

/** Name of a provider: the first half of a target's name. */
export const providerName = z
  .string()
  .regex(
    namePattern,
    'a provider\'s name has up to 100 letters, digits, ".", "_" and "-", and begins with a letter or digit',
  );

/** What clients send as `model`. A slash would make it a target's name. */
export const routeName = z
  .string()
  .regex(
    namePattern,
    'a route\'s name has up to 100 letters, digits, ".", "_" and "-", and begins with a letter or digit',
  );

/** Name of a key, team or credential. */
export const plainName = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9._ -]{0,98}[A-Za-z0-9._-])?$/,
    'a name has up to 100 letters, digits, spaces, ".", "_" and "-", and begins with a letter or digit',
  );

/** Text that can stand in an HTTP header. */
export const secretText = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(8_192)
  .regex(/^[\x21-\x7e]+$/, 'must hold no spaces and no special characters');
