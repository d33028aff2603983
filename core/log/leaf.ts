import { hash } from "node:crypto";
import type { LogEntry } from "./entry.ts";
import { loggedFields } from "./entry.ts";

export type Place = { n: number; sequencedAt: string };
export type Leaf = { header: string; salts: string; leaf: Buffer };

/** Writes the header once and for all: its bytes are what the leaf hashes and what every export repeats. */
export function writeLeaf(entry: LogEntry, place: Place, newSalt: () => Buffer): Leaf {
  const salts: string[] = [];
  const fields: string[] = [];
  for (const [name, value] of loggedFields(entry)) {
    const salt = newSalt();
    const label = JSON.stringify(name);
    salts.push(`${label}:"${salt.toString("base64")}"`);
    fields.push(`${label}:"${commitment(salt, name, value)}"`);
  }
  const header = `${headerStart(entry, place).slice(0, -1)},"fields":{${fields.join(",")}}}`;
  const leaf = hash("sha256", Buffer.from(`\0${header}`), "buffer");
  return { header, salts: `{${salts.join(",")}}`, leaf };
}

function commitment(salt: Buffer, name: string, value: string): string {
  return hash("sha256", Buffer.concat([salt, Buffer.from(`${name}\0${value}`)]), "base64");
}

/** Ids only: nothing in here may be personal, for a header is never changed. */
function headerStart(entry: LogEntry, { n, sequencedAt }: Place): string {
  const { context } = entry;
  const { kind, role, person, membership, onBehalfOf, roles } = context;
  return JSON.stringify({
    v: 1,
    org: entry.org,
    n,
    hint: Number(entry.hint),
    tx: Number(entry.txid),
    at: entry.at,
    sequencedAt,
    action: entry.action,
    type: entry.type,
    id: entry.record ?? undefined,
    scope: entry.scope ?? undefined,
    version: entry.version === null ? undefined : Number(entry.version),
    actor: {
      kind: textOf(kind) ?? "console",
      role: textOf(role),
      person: textOf(person),
      membership: textOf(membership),
      onBehalfOf: textOf(onBehalfOf),
      roles: textsOf(roles),
    },
    zone: textOf(context.zone),
    session: textOf(context.session),
    request: textOf(context.request),
    operation: textOf(context.operation),
    secrets: textsOf(entry.secrets),
    withholds: entry.withholds ?? undefined,
  });
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function textsOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.map((item: unknown) => textOf(item) ?? "");
}
