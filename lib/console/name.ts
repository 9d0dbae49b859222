import { z } from 'zod';
import { plainName } from '../config/schema/names.ts';
import { namePattern } from '../config/target-text.ts';

const given = (what: string) => z.string().trim().min(1, `Give ${what} a name.`);

/** A name that stands in URLs and target names, as of a provider or a route. `what` is what is being named. */
export const addressableName = (what: string) =>
  given(what).regex(
    namePattern,
    'Use up to 100 letters, digits, dots, dashes and underscores, beginning with a letter or digit.',
  );

/** A name that only people read, as of a key, a team or a credential; the configuration file takes the same. */
export const spokenName = (what: string) =>
  given(what).refine(
    (name) => name === '' || plainName.safeParse(name).success,
    'Use up to 100 letters, digits, spaces, dots, dashes and underscores, beginning with a letter or digit.',
  );
