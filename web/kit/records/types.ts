import type { ParentData, Party, RecordData, RecordType } from "#core/records";
import type { SignatureView } from "../sign/signatures.tsx";

/** A record as lists answer it; the type's own fields stand beside what all have. */
export type RecordItem = {
  id: string;
  number: string | null;
  title: string;
  state: string;
  definition: number;
  waitsFor: string | null;
  scopeId: string;
  scopeName: string | null;
  authorId: string | null;
  authorName: string | null;
  ownerId: string | null;
  ownerName: string | null;
  parentId: string | null;
  dueOn: string | null;
  occurredAt: string | null;
  effectiveOn: string | null;
  submittedAt: string | null;
  closedAt: string | null;
  createdAt: string;
  updatedAt: string;
  updatedName: string | null;
  version: number;
  [field: string]: unknown;
};

export type LinkView = {
  id: string;
  kind: string;
  recordId: string;
  type: string;
  number: string | null;
  title: string;
  state: string;
};

type NamedParty = Party & { name: string | null };

export type RecordDetail = RecordItem & {
  parties: NamedParty[];
  parent: (ParentData & { number: string | null; title: string }) | null;
  children: Record<string, (RecordItem & { parties: NamedParty[] })[]>;
  links: LinkView[];
  linkedFrom: LinkView[];
  signatures: SignatureView[];
};

/** The record as its rules see it, so that a page decides by the same code as the server. */
export function dataOf(type: RecordType, shown: RecordDetail): RecordData {
  return {
    ...shown,
    fields: fieldsOf(type, shown),
    children: Object.fromEntries(
      Object.entries(shown.children).map(([as, children]) => [
        as,
        children.map((child) => ({
          ...child,
          fields: fieldsOf(type.children[as]?.type ?? type, child),
        })),
      ]),
    ),
    links: shown.links.map(({ kind, recordId }) => ({ kind, toId: recordId })),
    signatures: shown.signatures.filter(({ stands }) => stands === "standing"),
  };
}

function fieldsOf(type: RecordType, item: RecordItem): Record<string, unknown> {
  return Object.fromEntries(Object.keys(type.fields).map((name) => [name, item[name]]));
}

/** A stored value that is a text or a figure, as text. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What a record is called: its number, where it has one, and its title. */
export function nameOf({ number, title }: Pick<RecordItem, "number" | "title">): string {
  return number ? `${number} ${title}` : title;
}
