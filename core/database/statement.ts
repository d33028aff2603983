import { createHash } from "node:crypto";

/** SQL text with numbered parameters; prepared once per connection under a name made from its text. */
export type Statement = {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly isStatement: true;
  /** Its rows come in the order of an index. */
  readonly ordered?: true;
};

/** Values become parameters; a nested statement becomes a part of the text, its parameters renumbered. */
export const statement = (
  strings: TemplateStringsArray,
  ...values: readonly unknown[]
): Statement => {
  const parameters: unknown[] = [];
  let text = strings[0] ?? "";
  values.forEach((value, index) => {
    text += isStatement(value) ? inline(value, parameters) : `$${parameters.push(value)}`;
    text += strings[index + 1] ?? "";
  });
  return { text, values: parameters, isStatement: true };
};

/**
 * For the first page of a long list: its rows may only be read in the order of an index. The planner cannot know how many
 * rows a wall lets through, and where it guesses few it would read and sort all of them.
 */
export const ordered = (read: Statement): Statement => ({ ...read, ordered: true });

/** How a transaction that only reads this begins. */
export const beginOf = ({ ordered: inOrder }: Statement): string =>
  inOrder ? "begin read only; set local enable_sort = off" : "begin read only";

/** The same in statements of their own, to be sent in one answer. */
export const openingOf = ({ ordered: inOrder }: Statement): readonly Statement[] =>
  inOrder
    ? [plain("begin read only"), plain("set local enable_sort = off")]
    : [plain("begin read only")];

export const plain = (text: string): Statement => ({ text, values: [], isStatement: true });

export const isStatement = (value: unknown): value is Statement =>
  typeof value === "object" &&
  value !== null &&
  "isStatement" in value &&
  value.isStatement === true;

export const prepared = ({
  text,
  values,
}: Statement): { name: string; text: string; values: unknown[] } => ({
  name: nameOf(text),
  text,
  values: [...values],
});

const inline = (part: Statement, parameters: unknown[]): string => {
  const shift = parameters.length;
  parameters.push(...part.values);
  return part.text.replace(/\$(\d+)/g, (_, number: string) => `$${Number(number) + shift}`);
};

const names = new Map<string, string>();

const nameOf = (text: string): string => {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `s_${createHash("sha256").update(text).digest("hex").slice(0, 24)}`;
  names.set(text, name);
  return name;
};
