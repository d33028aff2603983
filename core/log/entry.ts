/** A row image or a fact's details as PostgreSQL's own texts, so that nothing ever passes through a number format. */
export type Texts = Record<string, string | null>;

/** One row of `log_entry`, as the sequencer reads it. */
export type LogEntry = {
  hint: string;
  txid: string;
  org: string;
  at: string;
  action: "insert" | "update" | "delete" | "fact";
  type: string;
  record: string | null;
  scope: string | null;
  version: string | null;
  old: Texts | null;
  new: Texts | null;
  secrets: string[] | null;
  context: Record<string, unknown>;
  withholds: [n: number, fields: string[]][] | null;
};

/** What is personal in the context is committed to like a field, so that an erasure can take it out. */
const personalContext = ["reason", "address", "device"];

/** Each logged field with the JSON text of its value: `[old,new]` of an update, `[value]` of everything else. */
export function loggedFields(entry: Pick<LogEntry, "old" | "new" | "context">): [string, string][] {
  const { old, new: after, context } = entry;
  const fields: [string, string][] = [];
  for (const name of new Set([...Object.keys(old ?? {}), ...Object.keys(after ?? {})])) {
    const was = old?.[name] ?? null;
    const is = after?.[name] ?? null;
    if (was === is) continue;
    const value = old !== null && after !== null ? [was, is] : [was ?? is];
    fields.push([safeName(name), JSON.stringify(value)]);
  }
  for (const name of personalContext) {
    const value = context[name];
    if (value === undefined || value === null) continue;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    fields.push([`@${name}`, JSON.stringify([text])]);
  }
  return fields.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Field names are identifiers; a fact's details may surprise, and the verifier knows plain ASCII names only. */
function safeName(name: string): string {
  return /^[!#-[\]-~]+$/.test(name) ? name : encodeURIComponent(name);
}
