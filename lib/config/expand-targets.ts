import type { RouteSettings, TargetSettings, TimeoutSettings } from './schema/route.ts';
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

/** Routes that a route's targets name directly, with their place in the list. */
export function referencedRoutes(settings: RouteSettings): { route: string; index: number }[] {
  return settings.targets.flatMap((target, index) => {
    const name = parseTarget(targetText(target));
    return name?.kind === 'route' ? [{ route: name.route, index }] : [];
  });
}

/**
 * Makes a function that gives a route's targets in order, each once: the first mention decides place and limits. A route
 * that is missing or leads back to itself adds nothing; `crossCheck` tells people of both. Each route is expanded once,
 * however many others name it.
 */
export function targetExpander(
  routes: ReadonlyMap<string, RouteSettings>,
): (name: string) => readonly ExpandedTarget[] {
  const done = new Map<string, readonly ExpandedTarget[]>();

  const expand = (name: string): readonly ExpandedTarget[] => {
    const known = done.get(name);
    if (known) return known;
    // Present but empty while it is being expanded, so that a cycle ends.
    done.set(name, []);
    const chain = new Map<string, ExpandedTarget>();
    for (const target of routes.get(name)?.targets ?? []) {
      for (const each of targetsOf(target)) {
        const id = `${each.provider}/${each.model}`;
        if (!chain.has(id)) chain.set(id, each);
      }
    }
    const targets = [...chain.values()];
    done.set(name, targets);
    return targets;
  };

  const targetsOf = (target: TargetSettings): readonly ExpandedTarget[] => {
    const name = parseTarget(targetText(target));
    if (name === null) return [];
    if (name.kind === 'route') {
      return expand(name.route).map((each) => (each.via === null ? { ...each, via: name.route } : each));
    }
    const timeouts = typeof target === 'string' ? undefined : target.timeouts;
    return [{ provider: name.provider, model: name.model, timeouts, via: null }];
  };

  return expand;
}
