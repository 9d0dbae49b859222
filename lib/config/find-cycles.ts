/**
 * Finds the edges of a directed graph that close a cycle, each with the cycle it closes (`['a', 'b', 'a']`), in the order
 * in which they are met. Every cycle holds at least one of them.
 */
export function findCycles<Edge extends { readonly to: string }>(
  nodes: Iterable<string>,
  edgesOf: (node: string) => readonly Edge[],
): { from: string; edge: Edge; cycle: string[] }[] {
  const found: { from: string; edge: Edge; cycle: string[] }[] = [];
  const finished = new Set<string>();
  for (const start of nodes) {
    // A stack of its own, so that a chain of thousands of routes cannot exhaust the process's.
    const trail: { node: string; edges: Iterator<Edge> }[] = [];
    const onTrail = new Set<string>();
    const enter = (node: string) => {
      trail.push({ node, edges: edgesOf(node)[Symbol.iterator]() });
      onTrail.add(node);
    };
    if (!finished.has(start)) enter(start);
    for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
      const { done, value: edge } = top.edges.next();
      if (done) {
        finished.add(top.node);
        onTrail.delete(top.node);
        trail.pop();
      } else if (onTrail.has(edge.to)) {
        const names = trail.map(({ node }) => node);
        found.push({ from: top.node, edge, cycle: [...names.slice(names.indexOf(edge.to)), edge.to] });
      } else if (!finished.has(edge.to)) enter(edge.to);
    }
  }
  return found;
}
