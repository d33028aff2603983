/** A fenced block of a guide: its language, its lines, and the paragraph that stands above it. */
export type Block = {
  readonly language: string;
  readonly lines: readonly string[];
  /** Of the block's first line in the file. */
  readonly line: number;
  readonly above: string;
};

export const blocksOf = (text: string): readonly Block[] =>
  [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map((found) => {
    const before = text.slice(0, found.index);
    return {
      language: found[1] ?? "",
      lines: (found[2] ?? "").trimEnd().split("\n"),
      line: before.split("\n").length + 1,
      above: before.trimEnd().split("\n\n").at(-1) ?? "",
    };
  });
