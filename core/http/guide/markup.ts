/** HTML that is safe to write: texts that pass through `html` are escaped, pieces made by `html` are not twice. */
export type Markup = { readonly markup: string };

type Piece = string | number | Markup | readonly Markup[] | null;

export const html = (parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup => ({
  markup: parts.map((part, at) => part + write(pieces[at] ?? null)).join(""),
});

const write = (piece: Piece): string => {
  if (piece === null) return "";
  if (typeof piece === "string" || typeof piece === "number") return escape(String(piece));
  return "markup" in piece ? piece.markup : piece.map(({ markup }) => markup).join("");
};

const escape = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
