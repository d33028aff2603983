import type { Party, ParentData, RecordData, RecordType } from "#core/records";

/** A record as `get` answers it, as far as its rules ask. */
export type Detail = Readonly<Record<string, unknown>> &
  Omit<RecordData, "fields" | "children" | "links" | "signatures"> & {
    readonly version: number;
    readonly number: string | null;
    readonly parent: ParentData | null;
    readonly children: Readonly<Record<string, readonly Child[]>>;
    readonly links: readonly { readonly kind: string; readonly recordId: string }[];
    readonly signatures: readonly Signature[];
  };

type Child = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly state: string;
  readonly title: string;
  readonly ownerId: string | null;
  readonly dueOn: string | null;
  readonly parties: readonly Party[];
};

type Signature = { readonly point: string; readonly membershipId: string; readonly stands: string };

/** The same for the decisions that server and page make by it. */
export const dataOf = (type: RecordType, shown: Detail): RecordData => ({
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
});

const fieldsOf = (type: RecordType, item: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.keys(type.fields).map((name) => [name, item[name]]));
