import { type Statement, statement } from "#core/database";
import { type Context, type FieldFault, invalid } from "#core/operation";
import { permissionOf, type RecordType } from "#core/records";
import { asStored, stored, treeColumns } from "./columns.ts";
import type { Overrides } from "./covered.ts";
import { identifier, joined } from "./identifier.ts";
import type { Loaded } from "./load.ts";

/** What an input changes, split into the columns of `record` and those of the type's own table. */
export const changesFrom = (
  type: RecordType,
  input: Readonly<Record<string, unknown>>,
): Overrides => {
  const record: Record<string, unknown> = {};
  const own: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue;
    const field = type.fields[name];
    const common = commonInputs[name];
    if (field) Object.assign(own, stored(name, field, value));
    else if (common)
      record[common] = name === "occurredAt" && typeof value === "string" ? asStored(value) : value;
  }
  return { record, own };
};

/** Inputs that every type has, with the column that each one sets. */
const commonInputs: Readonly<Record<string, string>> = {
  title: "title",
  ownerId: "owner_id",
  dueOn: "due_on",
  occurredAt: "occurred_at",
};

/** The declared name of an input: people set `ownerId`, declarations speak of the `owner`. */
export const declaredName = (input: string): string => (input === "ownerId" ? "owner" : input);
export const inputName = (declared: string): string =>
  declared === "owner" ? "ownerId" : declared;

/** Leaves out what is the same already, so that nothing writes no version. */
export const reallyChanged = (
  type: RecordType,
  loaded: Loaded,
  { record, own }: Overrides,
): Overrides => ({
  record: differing(record, new Set(), {
    title: loaded.title,
    owner_id: loaded.ownerId,
    due_on: loaded.dueOn,
    occurred_at: loaded.occurredAt,
  }),
  own: differing(own, treeColumns(type), loaded.own),
});

const differing = (
  wanted: Readonly<Record<string, unknown>>,
  trees: ReadonlySet<string>,
  current: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(wanted).filter(([column, value]) => {
      const sent: unknown =
        trees.has(column) && typeof value === "string" ? JSON.parse(value) : value;
      return comparable(sent) !== comparable(current[column]);
    }),
  );

/** Numbers beyond JavaScript's are sent as text, so a number and its digits are the same. */
const comparable = (value: unknown): string => {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return `[${value.map(comparable).join(",")}]`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object") return `"${JSON.stringify(value)}"`;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${key}:${comparable(one)}`).join(",")}}`;
};

const update = (
  table: string,
  id: string,
  values: Readonly<Record<string, unknown>>,
): Statement => {
  const sets = Object.entries(values).map(
    ([column, value]) => statement`${identifier(column)} = ${value}`,
  );
  return statement`update ${identifier(table)} set ${joined(sets, statement`, `)} where id = ${id}`;
};

/** Writes the change with its version, and remembers who had a hand in it. */
export const writeChange = async (
  ctx: Context,
  type: RecordType,
  loaded: Loaded,
  { record, own }: Overrides,
  part: string,
): Promise<void> => {
  const head = {
    ...record,
    version: loaded.version + 1,
    updated_at: ctx.now(),
    updated_by: ctx.actor.membershipId,
  };
  await Promise.all([
    ctx.sql(update("record", loaded.id, head)),
    ...(Object.keys(own).length > 0 ? [ctx.sql(update(type.table, loaded.id, own))] : []),
    ...(ctx.actor.membershipId === null ? [] : [ctx.sql(partyOf(ctx, loaded, part))]),
  ]);
};

export const partyOf = (ctx: Context, { id, scopeId }: Loaded, part: string): Statement =>
  statement`insert into record_party (org_id, id, scope_id, record_id, membership_id, part)
    values (${ctx.organization.id}, ${ctx.newId()}, ${scopeId}, ${id}, ${ctx.actor.membershipId}, ${part})
    on conflict (org_id, record_id, part, membership_id) do nothing`;

/** People named in a record belong to the organisation, and its owner may see it; saying it here names the field. */
export const checkPeople = async (
  ctx: Context,
  type: RecordType,
  scopeId: string,
  input: Readonly<Record<string, unknown>>,
  because: string,
): Promise<void> => {
  const named = Object.entries(input).filter(
    (pair): pair is [string, string] =>
      typeof pair[1] === "string" &&
      (pair[0] === "ownerId" || type.fields[pair[0]]?.kind === "person"),
  );
  if (named.length === 0) return;
  const active = await ctx.sql<{ id: string; reads: boolean }>(
    statement`select m.id, other_holds(m.id, ${permissionOf(type, "read")}, ${scopeId}) as reads
      from membership m where m.active and m.id = any(${named.map(([, id]) => id)}::uuid[])`,
  );
  const faults: FieldFault[] = named.flatMap(([path, id]) => {
    const known = active.find((one) => one.id === id);
    if (!known) return [{ path, message: "Choose an active person of this organisation." }];
    return path !== "ownerId" || known.reads
      ? []
      : [{ path, message: `Choose an owner who may see this ${type.one} where it lies.` }];
  });
  if (faults.length > 0) throw invalid(because, faults);
};
