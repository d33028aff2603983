import { sql } from "kysely";
import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { uuid } from "#core/identity";
import { command, type Context, Failure, invalid, notFound, query } from "#core/operation";
import { changesOf, staleOrMissing } from "#core/records/server";

export const scopeName = z
  .string()
  .trim()
  .min(1, "Enter a name.")
  .max(120, "Use at most 120 characters.");
const kind = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z][a-z ]{1,39}$/,
    "Say what it is in a word or two, such as building, department or site.",
  );

const scopeShape = z.strictObject({
  id: uuid,
  parentId: uuid.nullable(),
  kind: z.string(),
  name: z.string(),
  depth: z.int(),
  version: z.int(),
});
const scopeExample = {
  id: "0198f1a0-0000-7000-8000-0000000000b1",
  parentId: "0198f1a0-0000-7000-8000-0000000000aa",
  kind: "building",
  name: "Harbour House",
  depth: 1,
  version: 1,
};

const scopeJson = statement`json_build_object('id', s.id, 'parentId', s.parent_id, 'kind', s.kind, 'name', s.name,
  'depth', cardinality(s.path) - 1, 'version', s.version)`;

const scopeById = (id: string): Statement =>
  statement`select ${scopeJson}::text as json from scope s where s.id = ${id}`;

export const listScopes = query({
  id: "access.listScopes",
  summary: "The scopes within your reach, as a tree from the organisation down",
  permission: "access.scope.read",
  http: { method: "GET", path: "/scopes" },
  input: z.strictObject({}),
  output: z.strictObject({ items: z.array(scopeShape) }),
  example: { input: {}, output: { items: [scopeExample] } },
  // Names on the way down sort siblings together below their parent.
  read: () => statement`
    select json_build_object('items', coalesce(json_agg(${scopeJson} order by s.trail), '[]'))::text as json
    from (select own.*, (select array_agg(up.name || ' ' || up.id order by cardinality(up.path)) from scope up where up.id = any(own.path)) as trail
      from scope own where own.id = any(current_setting('plumb.scopes')::uuid[])) s`,
});

export const addScope = command({
  id: "access.addScope",
  summary: "Add a scope below another",
  permission: "access.scope.write",
  http: { method: "POST", path: "/scopes", status: 201 },
  input: z.strictObject({ parentId: uuid, kind, name: scopeName }),
  output: scopeShape,
  example: {
    input: { parentId: scopeExample.parentId, kind: "building", name: "Harbour House" },
    output: scopeExample,
  },
  at: async (ctx, { parentId }) => lockScope(ctx, parentId),
  run: async (ctx, input, parent) => {
    const id = ctx.newId();
    await ctx.db
      .insertInto("scope")
      .values({
        org_id: ctx.organization.id,
        id,
        parent_id: parent.scopeId,
        kind: input.kind,
        name: input.name,
        path: [...parent.path, id],
      })
      .execute();
    return scopeById(id);
  },
});

export const editScope = command({
  id: "access.editScope",
  summary: "Rename a scope or say what it is",
  permission: "access.scope.write",
  http: { method: "PATCH", path: "/scopes/{id}" },
  input: z.strictObject({
    id: uuid,
    version: z.int(),
    kind: kind.optional(),
    name: scopeName.optional(),
  }),
  output: scopeShape,
  example: {
    input: { id: scopeExample.id, version: 1, name: "Harbour House" },
    output: scopeExample,
  },
  at: async (ctx, { id }) => lockScope(ctx, id),
  run: async (ctx, input, scope) => {
    if (scope.version !== input.version) throw staleOrMissing("scope", scope);
    const changes = changesOf(
      { kind: scope.kind, name: scope.name },
      { kind: input.kind, name: input.name },
    );
    if (Object.keys(changes).length > 0) {
      await ctx.db
        .updateTable("scope")
        .set({ ...changes, version: scope.version + 1 })
        .where("id", "=", input.id)
        .execute();
    }
    return scopeById(input.id);
  },
});

export const moveScope = command({
  id: "access.moveScope",
  summary: "Move a scope, and everything below it, to another place in the tree",
  permission: "access.scope.write",
  http: { method: "POST", path: "/scopes/{id}/move" },
  input: z.strictObject({ id: uuid, version: z.int(), parentId: uuid }),
  output: scopeShape,
  example: {
    input: { id: scopeExample.id, version: 1, parentId: scopeExample.parentId },
    output: scopeExample,
  },
  at: async (ctx, { id }) => {
    // Two moves at once could make a circle out of two halves: the root's row lets one through at a time.
    await ctx.db
      .selectFrom("scope")
      .select("id")
      .where("id", "=", ctx.organization.id)
      .forUpdate()
      .execute();
    return lockScope(ctx, id);
  },
  run: async (ctx, input, scope) => {
    if (scope.version !== input.version) throw staleOrMissing("scope", scope);
    if (scope.parentId === null)
      throw new Failure(
        "conflict",
        "The organisation itself is the top of the tree and cannot be moved.",
      );
    const parent = await lockScope(ctx, input.parentId);
    await ctx.require("access.scope.write", parent.scopeId);
    if (parent.path.includes(input.id)) {
      throw invalid("The scope was not moved.", [
        { path: "parentId", message: "Choose a place outside of the scope that is moved." },
      ]);
    }
    if (parent.scopeId === scope.parentId) return scopeById(input.id);
    const keep = scope.path.length - 1;
    await sql`update scope set path = ${parent.path}::uuid[] || path[${keep + 1}::int:],
        parent_id = case when id = ${input.id} then ${parent.scopeId} else parent_id end, version = version + 1
      where path[${keep + 1}::int] = ${input.id}`.execute(ctx.db);
    return scopeById(input.id);
  },
});

type Scope = {
  scopeId: string;
  parentId: string | null;
  kind: string;
  name: string;
  path: string[];
  version: number;
};

export const lockScope = async (ctx: Context, id: string): Promise<Scope> => {
  const row = await ctx.db
    .selectFrom("scope")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  const inSight =
    ctx.reach === "organization" || ctx.reach.includes(id) || (await holdsReading(ctx, id));
  if (!row || !inSight) throw notFound("scope");
  return {
    scopeId: row.id,
    parentId: row.parent_id,
    kind: row.kind,
    name: row.name,
    path: row.path,
    version: row.version,
  };
};

const holdsReading = async (ctx: Context, id: string): Promise<boolean> => {
  const { rows } = await sql<{
    held: boolean;
  }>`select holds('access.scope.read', ${id}) as held`.execute(ctx.db);
  return rows[0]?.held ?? false;
};
