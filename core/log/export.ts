import { setTimeout as wait } from "node:timers/promises";
import type { Texts } from "./entry.ts";
import { loggedFields } from "./entry.ts";

/** A leaf with what an erasure has left of its entry: images, salts and context are JSON text, the leaf is base64. */
export type ExportRow = {
  n: string | number;
  header: string;
  salts: string;
  old: string | null;
  new: string | null;
  context: string;
  leaf: string;
};

/** `erasing`: an erasure has taken values out, and the checkpoint does not yet count the entry that says so. */
export type ExportEnd = { size: string | number; text: string; erasing: boolean };

export type ExportSource = {
  newestCheckpoint: () => Promise<ExportEnd | null>;
  readPage: (after: number, until: number, take: number) => Promise<ExportRow[]>;
};

const pageSize = 1000;

/**
 * The whole log up to its newest checkpoint, in chunks of text. What is written depends on the stored rows alone, so that
 * the same checkpoint always gives the same bytes.
 */
export async function* exportLog(source: ExportSource, publicKey: string): AsyncGenerator<string> {
  const end = await settledEnd(source);
  const gaps = new Set<string>();
  yield `plumbline-log/1 ${end.text.slice(0, end.text.indexOf("\n"))} ${publicKey}\n`;
  for await (const rows of pages(source, 0, Number(end.size))) {
    yield rows.map(exportLine).join("");
    for (const row of rows) noteGaps(row, gaps);
  }
  if (gaps.size > 0 && (await isErasing(source, Number(end.size), gaps))) {
    throw new Error(
      "A person's data were erased while the log was exported, so this export cannot be verified. Export it again.",
    );
  }
  yield `\n${end.text}`;
}

async function* pages(
  source: ExportSource,
  after: number,
  until: number,
): AsyncGenerator<ExportRow[]> {
  for (let last = after; last < until;) {
    const rows = await source.readPage(last, until, pageSize);
    if (rows.length === 0) return;
    yield rows;
    last = Number(rows.at(-1)?.n);
  }
}

/** Whether later entries explain a gap. One that nothing explains is for the verifier to find, so the export goes out. */
async function isErasing(source: ExportSource, size: number, gaps: Set<string>): Promise<boolean> {
  const unexplained = gaps.size;
  const now = await settledEnd(source);
  for await (const rows of pages(source, size, Number(now.size)))
    for (const row of rows) explainGaps(row, gaps);
  return gaps.size < unexplained;
}

async function settledEnd(source: ExportSource): Promise<ExportEnd> {
  for (let tries = 0; tries < 50; tries++) {
    const end = await source.newestCheckpoint();
    if (end !== null && !end.erasing) return end;
    await wait(200);
  }
  throw new Error(
    "This log has no checkpoint that covers its newest entries. See that Plumbline is running, wait two seconds and export again.",
  );
}

/** A field without salt is withheld; its name stays in the header, and the payload passes over it. */
function exportLine(row: ExportRow): string {
  const salts: Record<string, string> = JSON.parse(row.salts);
  const fields = loggedFields({
    old: texts(row.old),
    new: texts(row.new),
    context: JSON.parse(row.context),
  })
    .filter(([name]) => salts[name] !== undefined)
    .map(([name, value]) => `"${name}":["${salts[name]}",${value}]`);
  return `${row.header}\t{${fields.join(",")}}\t${row.leaf}\n`;
}

function noteGaps(row: ExportRow, gaps: Set<string>): void {
  const { fields } = JSON.parse(row.header);
  const salts = JSON.parse(row.salts);
  for (const name in fields) if (salts[name] === undefined) gaps.add(`${row.n} ${name}`);
  explainGaps(row, gaps);
}

function explainGaps(row: ExportRow, gaps: Set<string>): void {
  const { withholds = [] } = JSON.parse(row.header);
  for (const [n, names] of withholds) for (const name of names) gaps.delete(`${n} ${name}`);
}

function texts(image: string | null): Texts | null {
  return image === null ? null : JSON.parse(image);
}
