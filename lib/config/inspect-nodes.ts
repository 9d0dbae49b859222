import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { ConfigPath } from './problem.ts';

/** Something wrong with a node, at an offset of the text. */
export interface NodeProblem {
  readonly path: ConfigPath;
  readonly message: string;
  readonly suggestion: null;
  readonly offset: number;
}

/** What {@link inspectNodes} found. */
export interface Inspection {
  readonly problems: readonly NodeProblem[];
  /** The document must not be turned into data. */
  readonly fatal: boolean;
}

interface Walk {
  readonly document: Document.Parsed;
  readonly maxAliases: number;
  readonly problems: NodeProblem[];
  aliases: number;
  fatal: boolean;
}

/** Where a node stands: its path, and the nodes it lies in. */
interface Place {
  readonly path: ConfigPath;
  readonly ancestors: readonly unknown[];
}

/**
 * Finds what YAML allows and a configuration cannot mean: the same key twice, a key that is not a text, an alias that
 * holds itself, more than `maxAliases` aliases.
 */
export function inspectNodes(document: Document.Parsed, maxAliases: number): Inspection {
  const walk: Walk = { document, maxAliases, problems: [], aliases: 0, fatal: false };
  visit(walk, document.contents, { path: [], ancestors: [] });
  return walk;
}

function visit(walk: Walk, node: unknown, place: Place): void {
  if (isAlias(node)) visitAlias(walk, node, place);
  else if (isMap(node)) visitMapping(walk, node, place);
  else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) visit(walk, item, inside(place, node, index));
  }
}

function visitAlias(walk: Walk, alias: Alias, { path, ancestors }: Place): void {
  walk.aliases += 1;
  const excess = walk.aliases - walk.maxAliases;
  // Finding an anchor reads the document from its start, so the limit bounds the time too.
  const source = excess > 0 ? undefined : alias.resolve(walk.document);
  if (source !== undefined && !ancestors.includes(source)) return;
  walk.fatal = true;
  if (excess > 1) return;
  const message =
    excess === 1
      ? `there are more than ${walk.maxAliases} aliases`
      : source === undefined
        ? `the alias *${alias.source} has no anchor before it`
        : `the alias *${alias.source} contains itself: a cycle`;
  report(walk, { path, node: alias, message });
}

function visitMapping(walk: Walk, mapping: YAMLMap, place: Place): void {
  const seen = new Set<string>();
  for (const { key, value } of mapping.items) {
    if (!isScalar(key)) {
      report(walk, { path: place.path, node: key ?? mapping, message: 'a name must be a text' });
      walk.fatal = true;
      continue;
    }
    const name = String(key.value);
    const within = inside(place, mapping, name);
    if (name === '__proto__') {
      report(walk, { path: place.path, node: key, message: 'the name "__proto__" is not allowed' });
    }
    if (seen.has(name)) report(walk, { path: within.path, node: key, message: 'appears more than once' });
    seen.add(name);
    visit(walk, value, within);
  }
}

function inside({ path, ancestors }: Place, parent: unknown, segment: string | number): Place {
  return { path: [...path, segment], ancestors: [...ancestors, parent] };
}

function report(
  walk: Walk,
  { path, node, message }: { path: ConfigPath; node: unknown; message: string },
): void {
  walk.problems.push({ path, message, suggestion: null, offset: (node as Node).range?.[0] ?? 0 });
}
