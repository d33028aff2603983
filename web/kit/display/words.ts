export type Piece = { kind: "same" | "removed" | "added"; text: string };

/** Beyond this the table of the longest common part would cost more than the reader gains. */
const longest = 1_500;

/** The words of two texts, in reading order, each marked as kept, removed or added. */
export function compareWords(before: string, after: string): Piece[] {
  const [left, right] = [split(before), split(after)];
  if (left.length > longest || right.length > longest) return whole(before, after);
  const pieces = align(left, right);
  const kept = pieces.reduce(
    (sum, { kind, text }) => (kind === "same" ? sum + letters(text) : sum),
    0,
  );
  // A text written anew shares a few small words with the old one; marking those only confuses.
  return kept * 3 < Math.min(letters(before), letters(after)) ? whole(before, after) : pieces;
}

function align(left: readonly string[], right: readonly string[]): Piece[] {
  const common = commonLengths(left, right);
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      push(pieces, "same", left[i]);
      i += 1;
      j += 1;
    } else if (
      j >= right.length ||
      (i < left.length && at(common, i + 1, j) >= at(common, i, j + 1))
    ) {
      push(pieces, "removed", left[i]);
      i += 1;
    } else {
      push(pieces, "added", right[j]);
      j += 1;
    }
  }
  return pieces;
}

function letters(text: string): number {
  return text.replaceAll(/\s/g, "").length;
}

function split(text: string): string[] {
  return text.match(/\s+|[^\s]+/g) ?? [];
}

function whole(before: string, after: string): Piece[] {
  return [
    { kind: "removed" as const, text: before },
    { kind: "added" as const, text: after },
  ].filter(({ text }) => text !== "");
}

/** For each pair of positions: how many words the two remainders have in common, in order. */
function commonLengths(left: readonly string[], right: readonly string[]): number[][] {
  const table = Array.from({ length: left.length + 1 }, () =>
    new Array<number>(right.length + 1).fill(0),
  );
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const length =
        left[i] === right[j]
          ? at(table, i + 1, j + 1) + 1
          : Math.max(at(table, i + 1, j), at(table, i, j + 1));
      const row = table[i];
      if (row) row[j] = length;
    }
  }
  return table;
}

function at(table: readonly (readonly number[])[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

function push(pieces: Piece[], kind: Piece["kind"], text = ""): void {
  const last = pieces.at(-1);
  if (last?.kind === kind) last.text += text;
  else pieces.push({ kind, text });
}
