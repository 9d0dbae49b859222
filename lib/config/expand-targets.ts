import {
  type RouteSettings,
  type TargetList,
  type TargetSettings,
  type TimeoutSettings,
  targetLists,
} from './schema/route.ts';
import { parseTarget } from './target-text.ts';

/** One target of a chain, after every `route:` was replaced by that route's own targets. */
export interface ExpandedTarget {
  readonly provider: string;
  readonly model: string;
  /** The target's own limits; those of the route are not in it. */
  readonly timeouts: TimeoutSettings | undefined;
  /** The route it is written in, when that is another one. */
  readonly via: string | null;
}

/** The name of a target as it is written, with or without limits. */
export function targetText(target: TargetSettings): string {
  return typeof target === 'string' ? target : target.target;
}

/** Routes that a route names directly, with the list they stand in and their place in it. */
export function referencedRoutes(
  settings: RouteSettings,
): { route: string; list: TargetList; index: number }[] {
  return targetLists.flatMap((list) =>
    (settings[list] ?? []).flatMap((target, index) => {
      const name = parseTarget(targetText(target));
      return name?.kind === 'route' ? [{ route: name.route, list, index }] : [];
    }),
  );
}

/** Gives one of a route's lists, its chain unless another is asked for. */
export type ExpandTargets = (name: string, list?: TargetList) => readonly ExpandedTarget[];

/**
 * Makes a function that gives a route's targets in order, each once: the first mention decides place and limits. `route:`
 * stands for that route's chain, never for its fallbacks, in a list of fallbacks too. A route that is missing or whose chain
 * leads back to itself adds nothing; `crossCheck` tells people of both. Each chain is expanded once, however many others name it.
 */
export function targetExpander(routes: ReadonlyMap<string, RouteSettings>): ExpandTargets {
  const done = new Map<string, readonly ExpandedTarget[]>();

  const chainOf = (name: string): readonly ExpandedTarget[] => {
    const known = done.get(name);
    if (known) return known;
    // Present but empty while it is being expanded, so that a cycle ends.
    done.set(name, []);
    const targets = eachOnce(routes.get(name)?.targets);
    done.set(name, targets);
    return targets;
  };

  const eachOnce = (list: readonly TargetSettings[] = []): readonly ExpandedTarget[] => {
    const chain = new Map<string, ExpandedTarget>();
    for (const each of list.flatMap(targetsOf)) {
      const id = `${each.provider}/${each.model}`;
      if (!chain.has(id)) chain.set(id, each);
    }
    return [...chain.values()];
  };

  const targetsOf = (target: TargetSettings): readonly ExpandedTarget[] => {
    const name = parseTarget(targetText(target));
    if (name === null) return [];
    if (name.kind === 'route') {
      return chainOf(name.route).map((each) => (each.via === null ? { ...each, via: name.route } : each));
    }
    const timeouts = typeof target === 'string' ? undefined : target.timeouts;
    return [{ provider: name.provider, model: name.model, timeouts, via: null }];
  };

  return (name, list = 'targets') =>
    list === 'targets' ? chainOf(name) : eachOnce(routes.get(name)?.[list]);
}
