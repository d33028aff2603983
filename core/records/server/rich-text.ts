import { z } from "zod";

/** A tree of allowed nodes: nothing in it is ever markup, so nothing in it can run. */
export type RichText = { readonly blocks: readonly Block[] };

type Inline = {
  readonly text: string;
  readonly strong?: true | undefined;
  readonly emphasis?: true | undefined;
  readonly href?: string | undefined;
};

type Block =
  | { readonly kind: "paragraph" | "heading"; readonly inlines: readonly Inline[] }
  | {
      readonly kind: "list";
      readonly ordered: boolean;
      readonly items: readonly (readonly Inline[])[];
    };

const inline = z.strictObject({
  text: z.string().min(1).max(10_000),
  strong: z.literal(true).optional(),
  emphasis: z.literal(true).optional(),
  href: z
    .url({ protocol: /^https?$|^mailto$/, error: "Links begin with https://, http:// or mailto:." })
    .max(2_000)
    .optional(),
});
const inlines = z.array(inline).max(500);
const block = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["paragraph", "heading"]), inlines }),
  z.strictObject({
    kind: z.literal("list"),
    ordered: z.boolean(),
    items: z.array(inlines).max(200),
  }),
]);

export const richTextShape = (most: number): z.ZodType<RichText> =>
  z
    .strictObject({ blocks: z.array(block).max(500) })
    .refine(
      (tree) => lengthOf(tree) <= most,
      `Use at most ${most.toLocaleString("en")} characters.`,
    );

const lengthOf = ({ blocks }: RichText): number =>
  blocks
    .flatMap((one) => (one.kind === "list" ? one.items.flat() : one.inlines))
    .reduce((sum, { text }) => sum + text.length, 0);
