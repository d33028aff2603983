/** The first circle found in a graph, as the nodes along it with the first repeated at the end. */
export function findCycle(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const finished = new Set<string>();
  for (const start of [...graph.keys()].sort()) {
    const cycle = walk(start, [], graph, finished);
    if (cycle) return cycle;
  }
  return undefined;
}

function walk(
  node: string,
  trail: string[],
  graph: ReadonlyMap<string, ReadonlySet<string>>,
  finished: Set<string>,
): string[] | undefined {
  const seenAt = trail.indexOf(node);
  if (seenAt !== -1) return [...trail.slice(seenAt), node];
  if (finished.has(node)) return undefined;
  for (const next of [...(graph.get(node) ?? [])].sort()) {
    const cycle = walk(next, [...trail, node], graph, finished);
    if (cycle) return cycle;
  }
  finished.add(node);
  return undefined;
}
