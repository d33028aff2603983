import { z } from "zod";
import { uuid } from "#core/identity";
import { command, notFound } from "#core/operation";
import { staleOrMissing } from "#core/records/server";
import { roleById, roleExample, roleShape } from "./roles.ts";
import { demandOfEverybody } from "./second-factor.ts";

export const requireSecondFactor = command({
  id: "access.requireSecondFactor",
  summary: "Say whether whoever holds a role signs in with a second factor; built-in roles too",
  permission: "access.role.write",
  http: { method: "PATCH", path: "/roles/{id}/second-factor" },
  input: z.strictObject({ id: uuid, version: z.int(), required: z.boolean() }),
  output: roleShape,
  example: {
    input: { id: roleExample.id, version: 1, required: true },
    output: { ...roleExample, secondFactor: true },
  },
  run: async (ctx, { id, version, required }) => {
    // Whoever is being given this role, or signs in with it, waits here or is waited for.
    const role = await ctx.db
      .selectFrom("role")
      .selectAll()
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (!role) throw notFound("role");
    if (role.version !== version) throw staleOrMissing("role", role);
    if (role.second_factor !== required) {
      await ctx.db
        .updateTable("role")
        .set({ second_factor: required, version: role.version + 1 })
        .where("id", "=", id)
        .execute();
      await demandOfEverybody(ctx);
    }
    return roleById(id);
  },
});
