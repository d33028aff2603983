import { gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

type Budget = { javascript: number; css: number };

/** Fails the build when what every visitor loads before the first page outgrows its budget (bytes after gzip). */
export function budget(limit: Budget): Plugin {
  return {
    name: "plumbline-budget",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const shell = shellFiles(bundle);
      const used = {
        javascript: weigh(shell.filter((file) => file.type === "chunk").map((chunk) => chunk.code)),
        css: weigh(styles(shell, bundle)),
      };
      // Vite takes an entry away that holds nothing but imports, and a budget of nothing would hold for ever.
      if (shell.length === 0) this.error("The shell was not found, so its budget cannot be held.");
      this.info(`shell: ${used.javascript} bytes of JavaScript, ${used.css} bytes of CSS (gzip)`);
      for (const kind of ["javascript", "css"] as const) {
        if (used[kind] <= limit[kind]) continue;
        this.error(
          `The shell's ${kind} is ${used[kind]} bytes compressed; the budget is ${limit[kind]}. Load the newest part lazily, from its page.`,
        );
      }
    },
  };
}

/** The first file and everything it imports statically; dynamic imports load with their page. */
function shellFiles(bundle: Rolldown.OutputBundle): Rolldown.OutputChunk[] {
  const found = new Set<Rolldown.OutputChunk>();
  const visit = (name: string): void => {
    const chunk = bundle[name];
    if (chunk?.type !== "chunk" || found.has(chunk)) return;
    found.add(chunk);
    chunk.imports.forEach(visit);
  };
  for (const chunk of Object.values(bundle))
    if (chunk.type === "chunk" && (chunk.isEntry || chunk.name === "start")) visit(chunk.fileName);
  return [...found];
}

function styles(shell: readonly Rolldown.OutputChunk[], bundle: Rolldown.OutputBundle): string[] {
  const names = new Set(shell.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]));
  return Object.values(bundle).flatMap((file) =>
    file.type === "asset" && names.has(file.fileName) ? [String(file.source)] : [],
  );
}

function weigh(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
}
