import { z } from 'zod';
import { nearest, withSuggestion } from '../suggestion.ts';
import { organisationLimitsShape } from './limits.ts';
import { emptyOnly, section } from './section.ts';

const timeZone = z.string().superRefine((name, context) => {
  if (isTimeZone(name)) return;
  const suggestion = nearest(name, Intl.supportedValuesOf('timeZone'));
  context.addIssue({
    code: 'custom',
    message: withSuggestion(
      `"${name}" is not a time zone of the IANA database, such as Europe/Berlin`,
      suggestion,
    ),
  });
});

/** The `organisation:` entry of the configuration file. */
export const organisationSettings = section({
  time_zone: timeZone.optional(),
  ...organisationLimitsShape,
  policy: emptyOnly,
});

/** The `organisation:` entry of the configuration file. */
export type OrganisationSettings = z.output<typeof organisationSettings>;

/** `Intl` also takes offsets such as +01:00, which know no summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
