/** One entry of the log, as far as the feed needs it: ids, and never a value. */
export type Leaf = {
  readonly organizationId: string;
  readonly seq: number;
  readonly type: string;
  readonly action: string;
  readonly row: string | null;
  readonly version: number | null;
  /** Of the row now, and before the change. */
  readonly scopes: readonly (string | null)[];
  readonly pointers: Readonly<Partial<Record<Pointer, string>>>;
};

/** Columns of an image that say what the row belongs to. */
export const pointers = [
  "type",
  "record_id",
  "to_id",
  "parent_id",
  "membership_id",
  "role_id",
  "review_id",
] as const;
type Pointer = (typeof pointers)[number];

/** What a message is about, and who may hear of it. */
export type Subject = {
  readonly type: string;
  readonly id: string;
  /** What it is now; null when it is gone, or when something beside the row itself changed. */
  readonly version: number | null;
  readonly seq: number;
  readonly permission: string;
  /** Empty: it lies in no scope. */
  readonly scopes: readonly string[];
};

export type KnownRecord = { readonly type: string; readonly scope: string };

/** What changed, as people know it: a comment is a change of its record, a permission one of its role. */
export const subjectsOf = (leaf: Leaf, records: ReadonlyMap<string, KnownRecord>): Subject[] => {
  if (leaf.action === "fact" || leaf.row === null) return [];
  const { seq, row } = leaf;
  const version = leaf.action === "delete" ? null : leaf.version;
  const scopes = leaf.scopes.filter((scope) => scope !== null);
  const whole = wholes[leaf.type];
  if (whole !== undefined) {
    const id = leaf.pointers[whole.by];
    return id === undefined ? [] : [subject(whole.type, id, null, seq, scopes)];
  }
  const itself =
    leaf.type === "records.record"
      ? [subject(leaf.pointers.type ?? "", row, version, seq, scopes)]
      : leaf.pointers.record_id === undefined
        ? [subject(leaf.type, row, version, seq, scopes)]
        : [];
  const others = recordsNamed(leaf).flatMap((id) => {
    const record = records.get(id);
    return record ? [subject(record.type, id, null, seq, [record.scope])] : [];
  });
  return [...itself, ...others];
};

/** Records whose type stands in an earlier entry. */
export const recordsNamed = ({ type, action, pointers: named }: Leaf): string[] => {
  if (action === "fact") return [];
  const ids = type === "records.record" ? [named.parent_id] : [named.record_id, named.to_id];
  return ids.filter((id) => id !== undefined);
};

const subject = (
  type: string,
  id: string,
  version: number | null,
  seq: number,
  scopes: readonly string[],
): Subject => ({ type, id, version, seq, permission: permissions[type] ?? `${type}.read`, scopes });

/** Rows that people see as a part of something else. */
const wholes: Readonly<Record<string, { readonly type: string; readonly by: Pointer }>> = {
  "access.membershipRole": { type: "access.membership", by: "membership_id" },
  "access.rolePermission": { type: "access.role", by: "role_id" },
  "access.reviewItem": { type: "access.review", by: "review_id" },
};

/** Where the right to read a type is not called after it. */
const permissions: Readonly<Record<string, string>> = {
  "access.membership": "access.person.read",
  "access.credentialReset": "access.person.read",
};
