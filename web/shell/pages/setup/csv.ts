export type CsvLine = { readonly line: number; readonly cells: readonly string[] };

/** Where a table stops being one; nothing behind it can be trusted. */
export type CsvTable = {
  readonly lines: readonly CsvLine[];
  readonly unclosedAt: number | undefined;
};

/**
 * RFC 4180 with what spreadsheets really write: a byte order mark, any line end, comma, semicolon or tab. Our own, as every
 * fault must name the line of the file, which the kept parsers lose behind quoted line breaks, and this is all we need of them.
 */
export function parseCsv(text: string): CsvTable {
  const source = text.replace(/^\ufeff/, "");
  const separator = separatorOf(source);
  const lines: CsvLine[] = [];
  let cells: string[] = [];
  let [line, begun] = [1, 1];
  const endLine = (): void => {
    if (cells.some((cell) => cell.trim() !== "")) lines.push({ line: begun, cells });
    cells = [];
  };
  for (let at = 0; at <= source.length;) {
    const { cell, end, isClosed } = cellAt(source, at, separator);
    if (!isClosed) return { lines, unclosedAt: line };
    cells.push(cell);
    line += source.slice(at, end).split(/\r\n|\r|\n/).length - 1;
    if (source[end] === separator) {
      at = end + 1;
      continue;
    }
    endLine();
    at = end + (source.startsWith("\r\n", end) ? 2 : 1);
    line += 1;
    begun = line;
  }
  return { lines, unclosedAt: undefined };
}

type Cell = { cell: string; end: number; isClosed: boolean };

/** One cell and where it ends: at a separator, a line's end or the end of the text. */
function cellAt(source: string, at: number, separator: string): Cell {
  if (source[at] !== '"') return plainAt(source, at, separator);
  let cell = "";
  for (let from = at + 1; ;) {
    const quote = source.indexOf('"', from);
    if (quote < 0) return { cell, end: source.length, isClosed: false };
    cell += source.slice(from, quote);
    if (source[quote + 1] !== '"') {
      // What stands between the closing quote and the separator belongs to the cell, as spreadsheets read it.
      const rest = plainAt(source, quote + 1, separator);
      return { ...rest, cell: cell + rest.cell };
    }
    cell += '"';
    from = quote + 2;
  }
}

function plainAt(source: string, at: number, separator: string): Cell {
  let end = at;
  while (end < source.length && !isEnd(source[end], separator)) end += 1;
  return { cell: source.slice(at, end), end, isClosed: true };
}

function isEnd(character: string | undefined, separator: string): boolean {
  return character === separator || character === "\n" || character === "\r";
}

/** Whichever the first line has most of, outside of its quotes. */
function separatorOf(source: string): string {
  const first =
    source
      .replaceAll(/"(?:[^"]|"")*"/g, "")
      .replace(/^[\r\n ]+/, "")
      .split(/[\r\n]/, 1)[0] ?? "";
  const counted = [",", ";", "\t"].map((separator) => ({
    separator,
    count: first.split(separator).length,
  }));
  return counted.toSorted((one, other) => other.count - one.count)[0]?.separator ?? ",";
}
