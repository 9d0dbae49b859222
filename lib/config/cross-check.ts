import { referencedRoutes, targetText } from './expand-targets.ts';
import { findCycles } from './find-cycles.ts';
import type { DocumentProblem } from './problem.ts';
import { byModelSettings } from './schema/limits.ts';
import { targetLists } from './schema/route.ts';
import type { ConfigDocument } from './schema.ts';
import { nearest } from './suggestion.ts';
import { parseTarget } from './target-text.ts';

/** Names that a document may refer to. Null = not known here (the section is absent from the file): anything may exist. */
export interface KnownNames {
  readonly providers: ReadonlySet<string> | null;
  readonly routes: ReadonlySet<string> | null;
  readonly teams: ReadonlySet<string> | null;
}

/** The names that a document itself declares. */
export function declaredNames(document: Partial<Record<keyof KnownNames, unknown>>): KnownNames {
  const names = (section: unknown) =>
    section !== null && typeof section === 'object' ? new Set(Object.keys(section)) : null;
  return {
    providers: names(document.providers),
    routes: names(document.routes),
    teams: names(document.teams),
  };
}

/** Everything that entries of a document say of one another and that cannot be so. */
export function crossCheck(document: ConfigDocument, known: KnownNames): DocumentProblem[] {
  return [
    ...checkModels(document, known),
    ...checkTargets(document, known),
    ...checkRouteCycles(document),
    ...checkKeys(document, known),
  ];
}

/** What is allowed and probably not meant: a key that may call something that does not exist. */
export function crossWarnings(document: ConfigDocument, known: KnownNames): DocumentProblem[] {
  return Object.entries(document.keys ?? {}).flatMap(([name, key]) => [
    ...(key.models ?? []).flatMap((model, index) => {
      const path = ['keys', name, 'models', index];
      const target = parseTarget(model);
      if (target?.kind === 'model') return missing('provider', target.provider, known.providers, path);
      return missing('route', model, known.routes, path);
    }),
    // With a list of models, a name with limits of its own is one of them.
    ...(key.models === undefined ? byModelSettings : []).flatMap((setting) =>
      Object.keys(key[setting] ?? {}).flatMap((route) => {
        const problems = missing('route', route, known.routes, ['keys', name, setting, route]);
        return problems.map((problem) => ({ ...problem, atKey: true }));
      }),
    ),
  ]);
}

function missing(
  kind: string,
  name: string,
  known: ReadonlySet<string> | null,
  path: DocumentProblem['path'],
): DocumentProblem[] {
  if (known === null || known.has(name)) return [];
  return [{ path, message: `there is no ${kind} "${name}"`, suggestion: nearest(name, known) }];
}

function checkModels(document: ConfigDocument, known: KnownNames): DocumentProblem[] {
  return Object.keys(document.models ?? {}).flatMap((id) => {
    const target = parseTarget(id);
    if (target?.kind !== 'model') return [];
    const problems = missing('provider', target.provider, known.providers, ['models', id]);
    return problems.map((problem) => ({ ...problem, atKey: true }));
  });
}

function checkTargets(document: ConfigDocument, known: KnownNames): DocumentProblem[] {
  return Object.entries(document.routes ?? {}).flatMap(([name, route]) =>
    targetLists.flatMap((list) =>
      (route[list] ?? []).flatMap((target, index) => {
        const text = parseTarget(targetText(target));
        const path = ['routes', name, list, index];
        if (text?.kind === 'model') return missing('provider', text.provider, known.providers, path);
        return text === null ? [] : missing('route', text.route, known.routes, path);
      }),
    ),
  );
}

/** Only chains can lead back: a fallback stands for a route's chain, and is never expanded into another route's. */
function checkRouteCycles(document: ConfigDocument): DocumentProblem[] {
  const routes = document.routes ?? {};
  const edgesOf = (name: string) => {
    const settings = Object.hasOwn(routes, name) ? routes[name] : undefined;
    const references = settings ? referencedRoutes(settings) : [];
    return references.flatMap(({ route, list, index }) => (list === 'targets' ? [{ to: route, index }] : []));
  };
  return findCycles(Object.keys(routes), edgesOf).map(({ from, edge, cycle }) => ({
    path: ['routes', from, 'targets', edge.index],
    message: `leads back to where it began, a cycle: ${cycle.join(' -> ')}`,
    suggestion: null,
  }));
}

function checkKeys(document: ConfigDocument, known: KnownNames): DocumentProblem[] {
  const ownerOf = new Map<string, string>();
  return Object.entries(document.keys ?? {}).flatMap(([name, key]) => {
    const problems =
      key.team === undefined ? [] : missing('team', key.team, known.teams, ['keys', name, 'team']);
    const owner = key.secret === undefined ? undefined : ownerOf.get(key.secret);
    if (key.secret !== undefined) ownerOf.set(key.secret, owner ?? name);
    if (owner === undefined) return problems;
    const message = `is the secret of the key "${owner}" too; each key needs its own`;
    return [...problems, { path: ['keys', name, 'secret'], message, suggestion: null }];
  });
}
