import { z } from 'zod';
import { isTimeZone } from '../is-time-zone.ts';
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
