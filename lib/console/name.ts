import { z } from 'zod';
import { namePattern } from '../config/target-text.ts';

/** A name as the configuration file takes it; `what` is what is being named, e.g. `the key`. */
export const nameOf = (what: string) =>
  z
    .string()
    .trim()
    .min(1, `Give ${what} a name.`)
    .max(100, 'Use at most 100 characters.')
    .regex(
      namePattern,
      'Use letters, digits, dots, dashes and underscores, beginning with a letter or digit.',
    );
