import { i18n } from "@lingui/core";
import { type Field, labelOf, machineOf, type RecordType } from "#core/records";
import { useZone } from "../api/zone.ts";
import { formatDate, formatExact, formatNumber } from "../text/format.ts";
import { useChoices } from "./form-field.tsx";
import { verbsOf } from "./parts.tsx";
import { writeSource } from "./rich-text-source.ts";
import type { RichTextTree } from "./rich-text-tree.ts";
import { say } from "./say.ts";
import { nameOf, type RecordDetail, textOf } from "./types.ts";

export type Entry = {
  n: number;
  transaction: string;
  at: string;
  action: string;
  type: string;
  rowId: string;
  operation: string | null;
  reason: string | null;
  who: string | null;
  kind: string;
  changes: Record<string, [unknown, unknown]>;
};

/** What was done, by the command that did it. */
export function happened(type: RecordType, shown: RecordDetail, { operation }: Entry): string {
  const verb = operation?.slice(operation.lastIndexOf(".") + 1) ?? "";
  const words: Record<string, string> = {
    create: i18n.t("Made"),
    edit: i18n.t("Changed"),
    comment: i18n.t("Commented"),
    link: i18n.t("Linked"),
    unlink: i18n.t("Link ended"),
    move: i18n.t("Moved"),
  };
  return words[verb] ?? verbsOf(type, shown.definition).get(verb) ?? i18n.t("Changed");
}

/** Says what a logged column is called, and what stood in it. */
export function useReader(type: RecordType, shown: RecordDetail) {
  const { people } = useChoices(type);
  const zone = useZone();
  const names = new Map([
    ...people.map(({ key, label }) => [key, label] as const),
    ...shown.parties.map(({ membershipId, name }) => [membershipId, name ?? ""] as const),
    ...[...shown.links, ...shown.linkedFrom].map((link) => [link.recordId, nameOf(link)] as const),
    [shown.ownerId ?? "", shown.ownerName ?? ""] as const,
    [shown.scopeId, shown.scopeName ?? ""] as const,
  ]);
  const named = (id: unknown): string =>
    names.get(String(id)) || i18n.t("somebody or something else");
  const states = machineOf(type, shown.definition).states;

  function value(name: string, stored: unknown): string | null {
    if (stored === null || stored === undefined) return null;
    const field = type.fields[name];
    if (field) return written(field, stored, named, zone);
    if (name === "state") return say(states[textOf(stored)]?.label ?? textOf(stored));
    if (["ownerId", "scopeId", "toId"].includes(name)) return named(stored);
    if (["dueOn", "effectiveOn"].includes(name)) return formatDate(textOf(stored));
    if (["endedAt", "occurredAt"].includes(name)) return formatExact(textOf(stored), zone);
    if (name === "kind") return say(type.links[textOf(stored)]?.label ?? textOf(stored));
    return textOf(stored);
  }
  return { value, label: (entry: Entry, name: string) => labelOfColumn(type, entry, name) };
}

function labelOfColumn(type: RecordType, entry: Entry, name: string): string {
  const words: Record<string, string> = {
    state: i18n.t("State"),
    number: i18n.t("Number"),
    scopeId: i18n.t("Scope"),
    effectiveOn: i18n.t("In force from"),
    meaning: i18n.t("Signed"),
    printedName: i18n.t("Signed by"),
    endReason: i18n.t("Signature ended"),
    endedAt: i18n.t("Ended"),
    toId: i18n.t("Linked to"),
    ...(entry.type === "records.comment" ? { text: i18n.t("Comment") } : {}),
    ...(entry.type === "records.link" ? { kind: i18n.t("Kind of link") } : {}),
  };
  return words[name] ?? say(labelOf(type, name === "ownerId" ? "owner" : name));
}

function written(
  field: Field,
  stored: unknown,
  named: (id: unknown) => string,
  zone: string,
): string {
  const word = (one: unknown): string => say(field.options?.[String(one)] ?? String(one));
  switch (field.kind) {
    case "choice":
      return word(stored);
    case "choices":
      return (stored as unknown[]).map(word).join(", ");
    case "person":
      return named(stored);
    case "date":
      return formatDate(String(stored));
    case "instant":
      return formatExact(String(stored), zone);
    case "yesNo":
      return stored === true ? i18n.t("Yes") : i18n.t("No");
    case "number":
      return formatNumber(Number(stored));
    case "decimal":
      return (Number(stored) / 10 ** (field.digits ?? 0)).toFixed(field.digits);
    case "richText":
      return writeSource(stored as RichTextTree);
    case "table":
      return (stored as Record<string, unknown>[])
        .map((row) => Object.values(row).join(" "))
        .join("; ");
    case "text":
    case "longText":
    case "money":
      return textOf(stored);
  }
}
