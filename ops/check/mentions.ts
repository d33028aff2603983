export type Mention = { value: string; line: number };

/** Relative link targets of a document, without their anchors. */
export function readLinks(text: string): Mention[] {
  return collect(prose(text), /\]\(([^)\s]+)\)/g)
    .map(({ value, line }) => ({ value: value.replace(/#.*$/, ""), line }))
    .filter(({ value }) => value !== "" && !/^[a-z]+:/i.test(value) && !value.startsWith("/"));
}

/** Paths in backticks and blocks: those that begin at a name in the root, or that point with `./`. */
export function readPaths(text: string, rootNames: ReadonlySet<string>): Mention[] {
  const words = [...collect(prose(text), /`([^`\n]+)`/g), ...collect(fences(text), /(\S+)/g)];
  return words
    .flatMap(({ value, line }) => value.split(/\s+/).map((word) => ({ value: word, line })))
    .map(({ value, line }) => ({ value: value.replace(/[,:;]$|:\d+$/g, ""), line }))
    .filter(({ value }) => /^[\w./@-]+$/.test(value) && isPath(value, rootNames));
}

/** `npm ...` and `plumb ...` commands in backticks and in fenced blocks, without their arguments. */
export function readCommands(text: string): Mention[] {
  const spans = collect(prose(text), /`([^`\n]+)`/g);
  const lines = collect(fences(text), /^[ \t]*(?:\$ )?([^\n#]+)/gm);
  return [...spans, ...lines].flatMap(({ value, line }) => {
    const found = [
      ...value.matchAll(/(?:^|&& |; )(?:[A-Z_]+=\S+ )*(npm|npx plumb|plumb)((?: [\w:-]+)*)/g),
    ];
    return found.flatMap(([, tool = "", rest = ""]) => {
      const words = rest.split(" ").filter((word) => /^[a-z]/.test(word));
      const kept = tool === "npm" ? npmScript(words) : ["plumb", ...words.slice(0, 2)];
      return kept ? [{ value: kept.join(" "), line }] : [];
    });
  });
}

function npmScript([verb, script]: string[]): string[] | undefined {
  if (verb === "run" && script) return ["npm", "run", script];
  return verb === "start" || verb === "test" ? ["npm", verb] : undefined;
}

function isPath(value: string, rootNames: ReadonlySet<string>): boolean {
  if (value.startsWith("./") || value.startsWith("../")) return true;
  const [first = ""] = value.split("/");
  return rootNames.has(first) && (value.includes("/") || /\.\w+$/.test(value));
}

// Both keep the line breaks of what they leave out, so that line numbers stay true.
function prose(text: string): string {
  return text.replace(fence, (block) => block.replace(/[^\n]/g, ""));
}

function fences(text: string): string {
  let end = 0;
  let kept = "";
  for (const { 0: block, index } of text.matchAll(fence)) {
    kept += text.slice(end, index).replace(/[^\n]/g, "") + block.replace(/```[^\n]*/g, "");
    end = index + block.length;
  }
  return kept;
}

const fence = /^```[\s\S]*?^```/gm;

function collect(text: string, pattern: RegExp): Mention[] {
  return [...text.matchAll(pattern)].map((match) => ({
    value: match[1] ?? "",
    line: text.slice(0, match.index).split("\n").length,
  }));
}
