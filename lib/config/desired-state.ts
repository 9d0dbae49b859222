import type { z } from 'zod';
import { crossCheck, declaredNames } from './cross-check.ts';
import type { CurrentState } from './current-state.ts';
import type { DocumentProblem } from './problem.ts';
import { teamSettings } from './schema/key.ts';
import { modelSettings } from './schema/model.ts';
import { routeSettings } from './schema/route.ts';
import type { ConfigDocument, NamedSection } from './schema.ts';
import { stateDocument } from './state-document.ts';
import { parseTarget } from './target-text.ts';

/**
 * A document with the sections it leaves out taken from the database, virtual keys excepted. Overrides of a model go with
 * their provider when the document says nothing of models.
 */
export function completeDocument(document: ConfigDocument, state: CurrentState): ConfigDocument {
  const stored = storedDocument(state);
  const providers = document.providers ?? stored.providers;
  const keptModels = Object.entries(stored.models).filter(([id]) => {
    const target = parseTarget(id);
    return target?.kind === 'model' && Object.hasOwn(providers, target.provider);
  });
  return {
    version: 1,
    organisation: document.organisation ?? stored.organisation,
    providers,
    models: document.models ?? Object.fromEntries(keptModels),
    routes: document.routes ?? stored.routes,
    teams: document.teams ?? stored.teams,
    ...(document.keys === undefined ? {} : { keys: document.keys }),
  };
}

/** The state as a document that its schema knows: what an older version wrote and this one does not take is left out. */
function storedDocument(state: CurrentState) {
  const stored = stateDocument(state);
  return {
    ...stored,
    providers: stored.providers as NonNullable<ConfigDocument['providers']>,
    models: known(modelSettings, stored.models),
    routes: known(routeSettings, stored.routes),
    teams: known(teamSettings, stored.teams),
  };
}

function known<Schema extends z.ZodType>(
  schema: Schema,
  entries: Record<string, unknown>,
): Record<string, z.output<Schema>> {
  const parsed = Object.entries(entries).map(([name, entry]) => ({ name, result: schema.safeParse(entry) }));
  return Object.fromEntries(
    parsed.flatMap(({ name, result }) => (result.success ? [[name, result.data]] : [])),
  );
}

/** What a document and the rest of the database say of one another and that cannot be so. */
export function checkAgainst(complete: ConfigDocument, document: ConfigDocument): DocumentProblem[] {
  return crossCheck(complete, declaredNames(complete)).map((problem) => {
    const section = problem.path[0] as NamedSection;
    if (document[section] !== undefined) return problem;
    return {
      ...problem,
      message: `${problem.message} (it is in the database, and the file has no "${section}" section)`,
    };
  });
}
