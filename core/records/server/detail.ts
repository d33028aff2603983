import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { instant, uuid } from "#core/identity";
import { type Operation, query } from "#core/operation";
import { type Machine, permissionOf, type RecordType, type Registry } from "#core/records";
import { digestOfCovered, signaturesJson, signatureView } from "#core/signatures";
import { coveredBy } from "./covered.ts";
import { joined } from "./identifier.ts";
import { exampleId, itemExample, operationId, read } from "./names.ts";
import { rowsAt, rowsOf } from "./projection.ts";
import { itemShape } from "./shapes.ts";

const linkView = z.strictObject({
  id: uuid,
  kind: z.string(),
  recordId: uuid,
  type: z.string(),
  number: z.string().nullable(),
  title: z.string(),
  state: z.string(),
});

const childrenShape = (type: RecordType) =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(type.children).map(([as, child]) => [
        as,
        z.array(z.strictObject({ ...itemShape(child.type).shape, parties })),
      ]),
    ),
  );

const parties = z.array(
  z.strictObject({ membershipId: uuid, part: z.string(), name: z.string().nullable() }),
);

/** The record with all that hangs on it: what its page shows, and what its rules are decided by there. */
const detailShape = (type: RecordType) =>
  z.strictObject({
    ...itemShape(type).shape,
    parties,
    parent: z
      .strictObject({
        id: uuid,
        type: z.string(),
        number: z.string().nullable(),
        title: z.string(),
        state: z.string(),
        points: z.array(z.string()),
      })
      .nullable(),
    children: childrenShape(type),
    links: z.array(linkView),
    linkedFrom: z.array(linkView),
    signatures: z.array(signatureView),
  });

export const getOperation = (registry: Registry, type: RecordType): Operation =>
  query({
    id: operationId(type, "get"),
    summary: `One ${type.one} with all that hangs on it`,
    permission: read(type),
    http: { method: "GET", path: `${type.path}/{id}` },
    input: z.strictObject({ id: uuid }),
    output: detailShape(type),
    example: {
      input: { id: exampleId },
      output: {
        ...itemExample(type),
        ...{ parties: [], parent: null, links: [], linkedFrom: [], signatures: [] },
        children: Object.fromEntries(Object.keys(type.children).map((as) => [as, []])),
      },
    },
    read: ({ id }) => {
      const key = statement`${id}::uuid`;
      return statement`select row_to_json(d)::text as json from (
        select item.*, ${partiesOf(statement`r.id`)} as "parties", ${parentOf} as "parent",
          ${childrenOf(type, (child) => statement`${rowsOf(child)} where r.parent_id = ${key} and r.type = ${child.name}`)} as "children",
          ${links(type, key)} as "links", ${linkedFrom(registry, type, key)} as "linkedFrom",
          ${signaturesJson(statement`r`, coveredNow(type, key))} as "signatures"
        from ${rowsOf(type)} where r.id = ${key} and r.type = ${type.name}) d`;
    },
  });

/** The record as the log says it was: the last numbered entry at or before the instant, seen with today's rights. */
export const asOfOperation = (type: RecordType): Operation =>
  query({
    id: operationId(type, "asOf"),
    summary: `A ${type.one} as it was at an instant`,
    permission: read(type),
    http: { method: "GET", path: `${type.path}/{id}/as-of` },
    input: z.strictObject({
      id: uuid,
      at: z.iso.datetime({ offset: true, error: "Enter a date and time with its zone." }),
    }),
    output: z.strictObject({
      ...itemShape(type).shape,
      at: instant,
      children: childrenShape(type),
    }),
    example: {
      input: { id: exampleId, at: "2026-11-20T09:30:00Z" },
      output: {
        ...itemExample(type),
        at: "2026-11-20T09:30:00+00:00",
        children: Object.fromEntries(Object.keys(type.children).map((as) => [as, []])),
      },
    },
    read: ({ id, at }) => {
      const key = statement`${id}::uuid`;
      return statement`select row_to_json(d)::text as json from (
        select item.*, ${at}::timestamptz as "at",
          ${childrenOf(
            type,
            (child) =>
              statement`record c cross join lateral (select c.id as of_row) k cross join lateral ${rowsInside(child, at)} item
                where c.parent_id = ${key} and c.type = ${child.name}`,
            partiesOf(
              statement`item.id`,
              statement`and log_image_at('records.party', p.id, ${at}::timestamptz) is not null`,
            ),
          )} as "children"
        from ${rowsAt(type, key, at)} where r.id = ${key} and r.type = ${type.name}) d`;
    },
  });

const rowsInside = (child: RecordType, at: string): Statement =>
  statement`(select item.* from ${rowsAt(child, statement`k.of_row`, at)} where r.id is not null)`;

const partiesOf = (id: Statement, and: Statement = statement``): Statement => statement`(
  select coalesce(json_agg(json_build_object('membershipId', p.membership_id, 'part', p.part,
    'name', (select m.printed_name from membership m where m.org_id = p.org_id and m.id = p.membership_id)) order by p.part, p.membership_id), '[]')
  from record_party p where p.record_id = ${id} ${and})`;

const parentOf = statement`(select json_build_object('id', p.id, 'type', p.type, 'number', p.number, 'title', p.title, 'state', p.state,
    'points', (select coalesce(json_agg(distinct s.point), '[]') from signature s where s.record_id = p.id and s.ended_at is null))
  from record p where p.id = r.parent_id and p.scope_id = any((select (own_reach(p.type || '.read')).scopes)::uuid[]))`;

const childrenOf = (
  type: RecordType,
  from: (child: RecordType) => Statement,
  took: Statement = partiesOf(statement`r.id`),
): Statement =>
  statement`json_build_object(${joined(
    Object.entries(type.children).map(
      ([as, { type: child }]) =>
        statement`${as}::text, (select coalesce(json_agg(row_to_json(o) order by o.id), '[]') from (
          select item.*, ${took} as "parties" from ${from(child)} and r.scope_id = any((select (own_reach(${permissionOf(child, "read")})).scopes)::uuid[])) o)`,
    ),
    statement`, `,
  )})`;

/** A link to what its reader may not see shows neither number nor title: it is not there. */
const links = (type: RecordType, id: Statement): Statement => {
  const seen = [...new Set(Object.values(type.links).flatMap(({ to }) => to))];
  return linked(statement`l.record_id = ${id}`, statement`l.to_id`, seen);
};

const linkedFrom = (registry: Registry, type: RecordType, id: Statement): Statement => {
  const seen = [...registry.types.values()]
    .filter(({ links: kinds }) => Object.values(kinds).some(({ to }) => to.includes(type.name)))
    .map(({ name }) => name);
  return linked(statement`l.to_id = ${id}`, statement`l.record_id`, seen);
};

const linked = (which: Statement, other: Statement, types: readonly string[]): Statement =>
  statement`(select coalesce(json_agg(json_build_object('id', l.id, 'kind', l.kind, 'recordId', o.id, 'type', o.type, 'number', o.number,
      'title', o.title, 'state', o.state) order by l.id), '[]')
    from record_link l join record o on o.org_id = l.org_id and o.id = ${other}
    where ${which} and l.ended_at is null and o.type = any(${[...types]}::text[])
      and o.scope_id = any((select (own_reach(o.type || '.read')).scopes)::uuid[]))`;

/** What each signature point's content hashes to now, by the machine that the record is on. */
const coveredNow = (type: RecordType, id: Statement): Statement => {
  const machines = [type, ...type.earlier];
  const cases = machines.map(
    (machine) => statement`when ${machine.version}::int then ${digests(type, machine, id)}`,
  );
  return statement`case r.definition ${joined(cases, statement` `)} end`;
};

const digests = (type: RecordType, machine: Machine, id: Statement): Statement =>
  statement`jsonb_build_object(${joined(
    Object.entries(machine.signatures).map(
      ([point, { covers }]) =>
        statement`${point}::text, ${digestOfCovered(coveredBy(type, covers, id))}`,
    ),
    statement`, `,
  )})`;
