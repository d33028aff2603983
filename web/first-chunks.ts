import { build, type InlineConfig, type Rolldown } from "vite";

type Chunks = ReadonlyMap<string, Rolldown.OutputChunk>;
type Group = { name: string; test: (id: string) => boolean; includeDependenciesRecursively: false };

/**
 * What is loaded first, in one file for each step: the bundler alone makes a file of every set of pages that share
 * something, and each of those files costs a trip on a slow line. A first build tells what belongs together, since only
 * a whole one knows which parts of the kit are used by whom.
 */
export async function firstChunks(
  config: InlineConfig,
  steps: Readonly<Record<string, string>>,
): Promise<Group[]> {
  const built = await build({
    ...config,
    configFile: false,
    logLevel: "silent",
    build: { ...config.build, write: false, minify: false },
  });
  if (!("output" in built)) throw new Error("The first build of the web client answered no files.");
  const chunks: Chunks = new Map(
    built.output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file]] : [])),
  );
  const taken = new Set<string>();
  return Object.entries(steps).map(([name, module]) => {
    const own = new Set(modulesOf(chunks, module).filter((id) => !taken.has(id)));
    for (const id of own) taken.add(id);
    return { name, test: (id) => own.has(id), includeDependenciesRecursively: false };
  });
}

/** Of the chunk that begins with the module, and of all that it imports before it runs. */
function modulesOf(chunks: Chunks, module: string): string[] {
  const found = new Set<Rolldown.OutputChunk>();
  const visit = (chunk: Rolldown.OutputChunk | undefined): void => {
    if (!chunk || found.has(chunk)) return;
    found.add(chunk);
    for (const name of chunk.imports) visit(chunks.get(name));
  };
  const first = [...chunks.values()].find(
    ({ facadeModuleId, moduleIds }) =>
      facadeModuleId?.endsWith(module) || moduleIds.at(-1)?.endsWith(module),
  );
  if (!first) throw new Error(`No file of the web client begins with ${module}. Correct its name.`);
  visit(first);
  return [...found].flatMap(({ moduleIds }) => moduleIds);
}
