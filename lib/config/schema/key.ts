import { z } from 'zod';
import { isStorableInstant } from '../storable-instant.ts';
import { nearest, withSuggestion } from '../suggestion.ts';
import { callable } from './callable.ts';
import { byModelSettings, keyLimitsShape, teamLimitsShape, uncallable } from './limits.ts';
import { plainName, secretText } from './names.ts';
import { distinct, emptyOnly, nullIsEmpty, section } from './section.ts';

const tagName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,50}$/, 'a tag\'s name has up to 50 letters, digits, ".", "_" and "-"');

const instant = z.iso
  .datetime({ offset: true })
  .refine(isStorableInstant, 'must be in the years 1970 to 9999')
  .transform((text) => new Date(text).toISOString());

/** The `teams:` entry of the configuration file. */
export const teamSettings = nullIsEmpty(section({ ...teamLimitsShape, policy: emptyOnly }));

/** The `teams:` entry of the configuration file. */
export type TeamSettings = z.output<typeof teamSettings>;

/** The `keys:` entry of the configuration file. Without `secret`, one is generated and shown once. */
export const keySettings = nullIsEmpty(
  section({
    team: plainName.optional(),
    secret: secretText.min(20, 'must have at least 20 characters').optional(),
    models: distinct(callable)
      .min(1, 'must name at least one; leave it out to allow every route')
      .max(200)
      .optional(),
    ...keyLimitsShape,
    tags: z.record(tagName, z.string().trim().min(1).max(200)).optional(),
    expires_at: instant.optional(),
    policy: emptyOnly,
  }).superRefine((settings, context) => {
    for (const setting of byModelSettings) {
      for (const name of uncallable(settings.models, Object.keys(settings[setting] ?? {}))) {
        const message = withSuggestion(
          `this key may not call "${name}"`,
          nearest(name, settings.models ?? []),
        );
        context.addIssue({ code: 'custom', path: [setting, name], message });
      }
    }
  }),
);

/** The `keys:` entry of the configuration file. */
export type KeySettings = z.output<typeof keySettings>;
