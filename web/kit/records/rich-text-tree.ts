/** The tree that the API stores for a rich text; nothing in it is ever markup. */
export type Inline = { text: string; strong?: true; emphasis?: true; href?: string };
export type Block =
  | { kind: "paragraph" | "heading"; inlines: Inline[] }
  | { kind: "list"; ordered: boolean; items: Inline[][] };
export type RichTextTree = { blocks: Block[] };
