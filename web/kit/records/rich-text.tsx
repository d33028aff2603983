import type { ReactNode } from "react";
import type { Block, Inline, RichTextTree } from "./rich-text-tree.ts";

/** A tree of allowed nodes as elements: no markup is ever made from text. */
export function RichText({ tree }: { tree: unknown }): ReactNode {
  const { blocks } = tree as RichTextTree;
  return (
    <div className="k-prose k-rich" translate="no">
      {blocks.map((block, index) => (
        <Part key={index} block={block} />
      ))}
    </div>
  );
}

function Part({ block }: { block: Block }): ReactNode {
  if (block.kind === "list") {
    const items = block.items.map((item, index) => (
      <li key={index}>
        <Inlines inlines={item} />
      </li>
    ));
    return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
  }
  const Tag = block.kind === "heading" ? "h4" : "p";
  return (
    <Tag>
      <Inlines inlines={block.inlines} />
    </Tag>
  );
}

function Inlines({ inlines }: { inlines: readonly Inline[] }): ReactNode {
  return inlines.map(({ text, strong, emphasis, href }, index) => {
    const leaf = emphasis ? <em>{text}</em> : text;
    const told = strong ? <strong>{leaf}</strong> : leaf;
    return (
      <span key={index}>
        {href ? (
          <a href={href} rel="noreferrer noopener">
            {told}
          </a>
        ) : (
          told
        )}
      </span>
    );
  });
}
