import { type Statement, statement } from "#core/database";
import { type Context, notFound } from "#core/operation";
import { digestOfCovered } from "#core/signatures";
import {
  type ChildData,
  type Field,
  type Machine,
  machineOf,
  type RecordData,
  type RecordType,
  snake,
} from "#core/records";
import { coveredBy } from "./covered.ts";
import { identifier, joined } from "./identifier.ts";

/** A record under lock, with everything that its rules may ask. */
export type Loaded = RecordData & {
  readonly number: string | null;
  readonly version: number;
  readonly updatedName: string | null;
  readonly occurredAt: string | null;
  /** Columns of the type's own table, as they are stored. */
  readonly own: Readonly<Record<string, unknown>>;
};

/**
 * Locks the record, its parent before it, and then reads: what waited for the lock sees what the one before it did. Two
 * statements, one packet.
 */
export const lockRecord = async (ctx: Context, type: RecordType, id: string): Promise<Loaded> => {
  const locked = ctx.sql<{ id: string }>(
    statement`select r.id from record r
      where r.id = ${id} and r.type = ${type.name} or r.id = (select c.parent_id from record c where c.id = ${id} and c.type = ${type.name})
      order by r.id for update`,
  );
  const [, [row]] = await Promise.all([
    locked,
    ctx.sql<{ loaded: Row }>(
      statement`select ${loaded(type)} as loaded from record r join ${identifier(type.table)} t on t.org_id = r.org_id and t.id = r.id
        where r.id = ${id} and r.type = ${type.name}`,
    ),
  ]);
  if (!row) throw notFound(type.one);
  return fromRow(ctx, type, row.loaded);
};

type Row = Omit<Loaded, "fields" | "children" | "signatures"> & {
  readonly children: Readonly<Record<string, readonly (ChildData & { own: Loaded["own"] })[]>>;
  readonly signatures: readonly Standing[];
};
type Standing = { readonly point: string; readonly membershipId: string; readonly digest: string };

const fromRow = async (ctx: Context, type: RecordType, row: Row): Promise<Loaded> => ({
  ...row,
  fields: fieldsOf(type, row.own),
  children: Object.fromEntries(
    Object.entries(row.children).map(([as, children]) => {
      const child = type.children[as]?.type;
      return [
        as,
        children.map(({ own, ...one }) => ({ ...one, fields: child ? fieldsOf(child, own) : {} })),
      ];
    }),
  ),
  signatures: await intact(ctx, type, row),
});

/** A signature whose covered content is no longer what was signed does not count, whoever changed it. */
const intact = async (ctx: Context, type: RecordType, row: Row): Promise<Loaded["signatures"]> => {
  if (row.signatures.length === 0) return [];
  const now = await digestsOf(ctx, type, machineOf(type, row.definition), row);
  return row.signatures.filter(({ point, digest }) => now.get(point) === digest);
};

const digestsOf = async (
  ctx: Context,
  type: RecordType,
  machine: Machine,
  { id, signatures }: Row,
): Promise<ReadonlyMap<string, string>> => {
  const points = [...new Set(signatures.map(({ point }) => point))].filter(
    (point) => machine.signatures[point],
  );
  const parts = points.map((point) => {
    const covered = coveredBy(
      type,
      machine.signatures[point]?.covers ?? [],
      statement`${id}::uuid`,
    );
    return statement`select ${point}::text as point, ${digestOfCovered(covered)} as digest`;
  });
  if (parts.length === 0) return new Map();
  const rows = await ctx.sql<{ point: string; digest: string }>(
    joined(parts, statement` union all `),
  );
  return new Map(rows.map(({ point, digest }) => [point, digest]));
};

const loaded = (type: RecordType): Statement => statement`json_build_object(
  'id', r.id, 'number', r.number, 'state', r.state, 'definition', r.definition, 'scopeId', r.scope_id, 'title', r.title,
  'authorId', r.author_id, 'ownerId', r.owner_id, 'dueOn', r.due_on, 'occurredAt', r.occurred_at, 'submittedAt', r.submitted_at, 'version', r.version,
  'updatedName', (select m.printed_name from membership m where m.org_id = r.org_id and m.id = r.updated_by),
  'own', row_to_json(t), 'parties', ${parties(statement`r.id`)},
  'links', (select coalesce(json_agg(json_build_object('kind', l.kind, 'toId', l.to_id) order by l.id), '[]') from record_link l
    where l.record_id = r.id and l.ended_at is null),
  'signatures', (select coalesce(json_agg(json_build_object('point', s.point, 'membershipId', s.membership_id, 'digest', s.covered_digest) order by s.signed_at), '[]')
    from signature s where s.record_id = r.id and s.ended_at is null),
  'parent', (select json_build_object('id', p.id, 'type', p.type, 'state', p.state, 'number', p.number,
      'points', (select coalesce(json_agg(distinct s.point), '[]') from signature s where s.record_id = p.id and s.ended_at is null))
    from record p where p.id = r.parent_id),
  'children', json_build_object(${joined(
    Object.entries(type.children).map(
      ([as, child]) => statement`${as}::text, ${childrenOf(child.type)}`,
    ),
    statement`, `,
  )}))`;

const childrenOf = (type: RecordType): Statement => statement`(
  select coalesce(json_agg(json_build_object('id', c.id, 'state', c.state, 'title', c.title, 'ownerId', c.owner_id, 'dueOn', c.due_on,
    'own', row_to_json(o), 'parties', ${parties(statement`c.id`)}) order by c.id), '[]')
  from record c join ${identifier(type.table)} o on o.org_id = c.org_id and o.id = c.id where c.parent_id = r.id and c.type = ${type.name})`;

const parties = (id: Statement): Statement => statement`(
  select coalesce(json_agg(json_build_object('membershipId', p.membership_id, 'part', p.part)), '[]') from record_party p where p.record_id = ${id})`;

/** Stored columns as the declared fields' values. */
const fieldsOf = (type: RecordType, own: Loaded["own"]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(type.fields).map(([name, field]) => [name, valueFrom(name, field, own)]),
  );

const valueFrom = (name: string, field: Field, own: Loaded["own"]): unknown => {
  const column = snake(name);
  if (field.kind === "money") {
    const minor = own[`${column}_minor`];
    return minor === null || minor === undefined
      ? null
      : { minor, currency: own[`${column}_currency`] };
  }
  const value = own[column];
  if (field.kind !== "decimal" || value === null || value === undefined) return value ?? null;
  const digits = field.digits ?? 0;
  const stored = `${value as number | string}`;
  const text = stored.replace("-", "").padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const sign = stored.startsWith("-") ? "-" : "";
  return digits === 0 ? sign + whole : `${sign}${whole}.${text.slice(text.length - digits)}`;
};
