import { z } from "zod";
import { statement } from "#core/database";
import { nothing, uuid } from "#core/identity";
import {
  command,
  type Context,
  Failure,
  invalid,
  notFound,
  type Operation,
  query,
  type Target,
} from "#core/operation";
import type { RecordType } from "#core/records";
import { exampleId, operationId, read } from "./names.ts";
import { requirePartAnywhere } from "./person.ts";
import { versionShape } from "./version.ts";

const viewShape = z.strictObject({
  id: uuid,
  name: z.string(),
  query: z.string(),
  shared: z.boolean(),
  own: z.boolean(),
  version: z.int(),
});

const viewJson = statement`json_build_object('id', v.id, 'name', v.name, 'query', v.query, 'shared', v.shared,
  'own', v.owner_id = (log_context() ->> 'membership')::uuid, 'version', v.version)`;

const example = {
  id: exampleId,
  name: "High priority",
  query: "priority=high&sort=dueOn",
  shared: false,
  own: true,
  version: 1,
};

/** Saved views: a list's filters, order and columns under a name, for oneself or for everybody who may read the type. */
export const viewOperations = (type: RecordType): readonly Operation[] => [
  query({
    id: operationId(type, "listViews"),
    summary: `Saved views of ${type.many}: your own and shared ones`,
    permission: read(type),
    http: { method: "GET", path: `${type.path}/views` },
    input: z.strictObject({}),
    output: z.strictObject({ items: z.array(viewShape) }),
    example: { input: {}, output: { items: [example] } },
    read: () => statement`select json_build_object('items', coalesce(json_agg(${viewJson} order by v.name, v.id), '[]'))::text as json
      from record_view v where v.type = ${type.name} and (v.shared or v.owner_id = (log_context() ->> 'membership')::uuid)`,
  }),
  command({
    id: operationId(type, "saveView"),
    summary: `Save a view of ${type.many}; the same name replaces your earlier one`,
    permission: read(type),
    http: { method: "POST", path: `${type.path}/views`, status: 201 },
    input: z.strictObject({
      name: z.string().trim().min(1, "Name the view.").max(60, "Use at most 60 characters."),
      query: z
        .string()
        .max(2_000, "This view has too many filters.")
        .regex(/^[^\s?#]*$/, "Send the filters as they stand in the address."),
      shared: z.boolean().default(false),
    }),
    output: viewShape,
    example: { input: { name: example.name, query: example.query }, output: example },
    at: (ctx) => somewhere(ctx, type),
    run: async (ctx, { name, query: wanted, shared }) => {
      if (ctx.actor.membershipId === null)
        throw new Failure("forbidden", "Views belong to people. Sign in as a person.");
      if ((await mine(ctx.actor.membershipId)) > MOST)
        throw invalid("The view was not saved.", [
          { path: "name", message: `You have ${MOST} views already. Remove one first.` },
        ]);
      return statement`with v as (insert into record_view as w (org_id, id, owner_id, type, name, query, shared)
          values (${ctx.organization.id}, ${ctx.newId()}, ${ctx.actor.membershipId}, ${type.name}, ${name}, ${wanted}, ${shared})
          on conflict (org_id, type, owner_id, name) do update set query = excluded.query, shared = excluded.shared, version = w.version + 1
          returning *) select ${viewJson}::text as json from v`;

      async function mine(owner: string): Promise<number> {
        const [row] = await ctx.sql<{ n: number }>(
          statement`select count(*)::int as n from record_view where owner_id = ${owner} and type = ${type.name} and name <> ${name}`,
        );
        return (row?.n ?? 0) + 1;
      }
    },
  }),
  command({
    id: operationId(type, "removeView"),
    summary: `Remove a saved view of ${type.many}`,
    permission: read(type),
    http: { method: "DELETE", path: `${type.path}/views/{id}`, status: 204 },
    input: z.strictObject({ id: uuid, version: versionShape }),
    output: nothing,
    example: { input: { id: exampleId, version: 1 }, output: null },
    at: (ctx) => somewhere(ctx, type),
    run: async (ctx, { id }) => {
      const removed = await ctx.sql(
        statement`delete from record_view where id = ${id} and type = ${type.name} and owner_id = ${ctx.actor.membershipId} returning id`,
      );
      if (removed.length === 0) throw notFound("view");
      return null;
    },
  }),
];

const MOST = 50;

/** A view lies in no scope: whoever takes part in the type anywhere may have one. */
const somewhere = async (ctx: Context, type: RecordType): Promise<Target> => {
  const scopeId = ctx.reach === "organization" ? ctx.organization.id : (ctx.reach[0] ?? "");
  await requirePartAnywhere(ctx, type);
  return { scopeId };
};
