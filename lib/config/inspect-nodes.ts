import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { ConfigPath } from './problem.ts';

/** Something wrong with a node, at an offset of the text. */
export interface NodeProblem {
  readonly path: ConfigPath;
  readonly message: string;
  readonly suggestion: null;
  readonly offset: number;
}

/**
 * What YAML allows and a configuration cannot mean: the same key twice, a key that is not a text, an alias that holds
 * itself. `fatal` = the document must not be turned into data.
 */
export function inspectNodes(
  document: Document.Parsed,
  maxAliases: number,
): { problems: NodeProblem[]; fatal: boolean } {
  const problems: NodeProblem[] = [];
  let fatal = false;
  let aliases = 0;
  const report = (path: ConfigPath, node: unknown, message: string) => {
    problems.push({ path, message, suggestion: null, offset: (node as Node).range?.[0] ?? 0 });
  };

  const checkAlias = (alias: Alias, path: ConfigPath, ancestors: readonly unknown[]) => {
    aliases += 1;
    // Finding an anchor reads the document from its start, so this also bounds the time.
    const source = aliases > maxAliases ? null : alias.resolve(document);
    if (source !== undefined && source !== null && !ancestors.includes(source)) return;
    if (source === undefined) report(path, alias, `the alias *${alias.source} has no anchor before it`);
    else if (source !== null) report(path, alias, `the alias *${alias.source} contains itself: a cycle`);
    else if (aliases === maxAliases + 1) report(path, alias, `there are more than ${maxAliases} aliases`);
    fatal = true;
  };

  const visit = (node: unknown, path: ConfigPath, ancestors: readonly unknown[]): void => {
    if (isAlias(node)) {
      checkAlias(node, path, ancestors);
    } else if (isMap(node)) {
      visitMapping(node, path, ancestors);
    } else if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) visit(item, [...path, index], [...ancestors, node]);
    }
  };

  const visitMapping = (node: YAMLMap, path: ConfigPath, ancestors: readonly unknown[]): void => {
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      if (!isScalar(key)) {
        report(path, key ?? node, 'a name must be a text');
        fatal = true;
        continue;
      }
      const name = String(key.value);
      if (name === '__proto__') report(path, key, 'the name "__proto__" is not allowed');
      if (seen.has(name)) report([...path, name], key, 'appears more than once');
      seen.add(name);
      visit(value, [...path, name], [...ancestors, node]);
    }
  };
  visit(document.contents, [], []);
  return { problems, fatal };
}
