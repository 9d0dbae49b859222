import { z } from 'zod';
import { keySettings, teamSettings } from './schema/key.ts';
import { modelName, modelSettings } from './schema/model.ts';
import { plainName, providerName, routeName } from './schema/names.ts';
import { organisationSettings } from './schema/organisation.ts';
import { providerSettings } from './schema/provider.ts';
import { routeSettings } from './schema/route.ts';
import { named, section } from './schema/section.ts';

/**
 * The whole configuration file. What one entry says on its own is checked here; what entries say of one another is checked
 * by `crossCheck`. Every setting of the format is known: those without behaviour yet are refused by name.
 */
export const configDocument = section({
  version: z.literal(1),
  organisation: organisationSettings.optional(),
  providers: named(providerName, providerSettings).optional(),
  models: named(modelName, modelSettings).optional(),
  routes: named(routeName, routeSettings).optional(),
  teams: named(plainName, teamSettings).optional(),
  keys: named(plainName, keySettings).optional(),
});

/** A configuration document that passed its schema. Holds secrets when it was read from a file. */
export type ConfigDocument = z.output<typeof configDocument>;

/** Sections whose entries carry names. */
export const namedSections = ['providers', 'models', 'routes', 'teams', 'keys'] as const;

/** One of {@link namedSections}. */
export type NamedSection = (typeof namedSections)[number];
