import { z } from "zod";
import { uuid } from "#core/identity";
import { command, type Context, type FieldFault, invalid } from "#core/operation";
import { settleSetup } from "./organization-setup.ts";
import { lockScope, scopeName } from "./scopes.ts";

const MOST = 500;
const DEEPEST = 8;

const listed = z.strictObject({
  name: scopeName,
  depth: z.int().min(0).max(DEEPEST, `Use at most ${DEEPEST} levels.`),
});
type Listed = z.output<typeof listed>;

export const addDepartments = command({
  id: "access.addDepartments",
  summary:
    "Add departments at once, each below the last one that stands less deep; those that are there stay",
  permission: "access.scope.write",
  http: { method: "POST", path: "/scopes/departments" },
  input: z.strictObject({
    parentId: uuid,
    items: z
      .array(listed)
      .min(1, "List at least one department.")
      .max(MOST, `Add at most ${MOST} at a time.`),
  }),
  output: z.strictObject({ added: z.int(), known: z.int() }),
  example: {
    input: {
      parentId: "0198f1a0-0000-7000-8000-0000000000aa",
      items: [
        { name: "Production", depth: 0 },
        { name: "Packaging", depth: 1 },
      ],
    },
    output: { added: 2, known: 0 },
  },
  at: async (ctx, { parentId }) => lockScope(ctx, parentId),
  run: async (ctx, { items }, parent) => {
    const faults = faultsOf(items);
    if (faults.length > 0) throw invalid("No department was added.", faults);
    const below = await pathsBelow(ctx, parent.scopeId);
    const rows: { id: string; parent_id: string; name: string; path: string[] }[] = [];
    const trail: (readonly string[])[] = [parent.path];
    for (const { name, depth } of items) {
      const above = trail[depth] ?? parent.path;
      const parentId = above.at(-1) ?? parent.scopeId;
      const known = below.get(keyOf(parentId, name));
      const id = ctx.newId();
      const path = known ?? [...above, id];
      if (!known) rows.push({ id, parent_id: parentId, name, path: [...path] });
      trail.splice(depth + 1, trail.length, path);
    }
    if (rows.length > 0)
      await ctx.db
        .insertInto("scope")
        .values(rows.map((row) => ({ org_id: ctx.organization.id, kind: "department", ...row })))
        .execute();
    await settleSetup(ctx);
    return { added: rows.length, known: items.length - rows.length };
  },
});

/** A step of two levels has nothing in between to stand below, and a name twice in one place tells nobody which is meant. */
const faultsOf = (items: readonly Listed[]): readonly FieldFault[] => {
  const trail: string[] = [];
  const seen = new Set<string>();
  return items.flatMap(({ name, depth }, index) => {
    if (depth > trail.length)
      return [
        {
          path: `items.${index}.depth`,
          message: `“${name}” stands too deep. Indent it by one level at most below the line before.`,
        },
      ];
    trail.splice(depth, trail.length, name.toLowerCase());
    const place = JSON.stringify(trail);
    if (seen.has(place))
      return [
        {
          path: `items.${index}.name`,
          message: `“${name}” stands here twice. Remove one of the two.`,
        },
      ];
    seen.add(place);
    return [];
  });
};

const pathsBelow = async (
  ctx: Context,
  top: string,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const scopes = await ctx.db.selectFrom("scope").select(["parent_id", "name", "path"]).execute();
  return new Map(
    scopes
      .filter(({ path }) => path.includes(top))
      .map(({ parent_id, name, path }) => [keyOf(parent_id ?? "", name), path]),
  );
};

const keyOf = (parentId: string, name: string): string => `${parentId} ${name.toLowerCase()}`;
