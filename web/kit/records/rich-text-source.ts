import type { Block, Inline, RichTextTree } from "./rich-text-tree.ts";

/** A rich text as it is typed: # heading, - or 1. list, **bold**, *italic*, [words](https://…). */
export function writeSource({ blocks }: RichTextTree): string {
  return blocks.map(writeBlock).join("\n\n");
}

function writeBlock(block: Block): string {
  if (block.kind === "list")
    return block.items
      .map((item, index) => `${block.ordered ? `${index + 1}.` : "-"} ${writeInlines(item)}`)
      .join("\n");
  const line = writeInlines(block.inlines);
  if (block.kind === "heading") return `# ${line}`;
  return line.replace(/^(#|-|\d+\.)(?= )/, String.raw`\$1`);
}

function writeInlines(inlines: readonly Inline[]): string {
  return inlines
    .map(({ text, strong, emphasis, href }) => {
      const mark = `${strong ? "**" : ""}${emphasis ? "*" : ""}`;
      const marked = `${mark}${text.replaceAll(/[\\*[\]]/g, String.raw`\$&`)}${mark}`;
      return href ? `[${marked}](${href})` : marked;
    })
    .join("");
}

/** What does not close its mark is ordinary text: nothing typed is ever lost. */
export function readSource(source: string): RichTextTree {
  const blocks: Block[] = [];
  let isOpen = false;
  for (const line of source.split("\n").map((one) => one.trim())) {
    const last = isOpen ? blocks.at(-1) : undefined;
    isOpen = line !== "";
    if (line === "") continue;
    const [, bullet, numbered, item] = /^(?:(-)|(\d+\.)) (.*)$/.exec(line) ?? [];
    if (bullet || numbered) {
      const ordered = numbered !== undefined;
      if (last?.kind === "list" && last.ordered === ordered) last.items.push(readInlines(item));
      else blocks.push({ kind: "list", ordered, items: [readInlines(item)] });
    } else if (line.startsWith("# ")) {
      blocks.push({ kind: "heading", inlines: readInlines(line.slice(2)) });
      isOpen = false;
    } else if (last?.kind === "paragraph") last.inlines.push({ text: " " }, ...readInlines(line));
    else
      blocks.push({
        kind: "paragraph",
        inlines: readInlines(line.replace(/^\\(?=(#|-|\d+\.) )/, "")),
      });
  }
  return { blocks };
}

const marks =
  /(?<!\\)(?:\[(?<words>(?:\\.|[^\]\\])+)\]\((?<href>(?:https?:\/\/|mailto:)[^\s)]+)\)|\*\*(?<strong>(?:\\.|\*(?!\*)|[^*\\])+\*?)\*\*|\*(?<emphasis>(?:\\.|[^*\\])+)\*)/;

function readInlines(text = "", style: Omit<Inline, "text"> = {}): Inline[] {
  if (text === "") return [];
  const found = marks.exec(text);
  if (!found?.groups) return [{ ...style, text: text.replaceAll(/\\([\\*[\]])/g, "$1") }];
  const { words, href = "", strong, emphasis } = found.groups;
  return [
    ...readInlines(text.slice(0, found.index), style),
    ...(words === undefined
      ? strong === undefined
        ? readInlines(emphasis, { ...style, emphasis: true })
        : readInlines(strong, { ...style, strong: true })
      : readInlines(words, { ...style, href })),
    ...readInlines(text.slice(found.index + found[0].length), style),
  ];
}
