import { sql } from "kysely";
import { z } from "zod";
import { uuid } from "#core/identity";
import { command, type Context, Failure, invalid, notFound } from "#core/operation";
import { lockMembership, oneAtATime } from "./membership.ts";
import { settleSetup } from "./organization-setup.ts";
import { personById, personExample, personShape } from "./people-read.ts";
import { demandOfPerson } from "./second-factor.ts";

export const assignment = z.strictObject({
  roleId: uuid,
  scopeId: uuid,
  endsOn: z.iso.date("Enter a date.").nullable().optional(),
});
export type Assignment = z.output<typeof assignment>;

export const assignRole = command({
  id: "access.assignRole",
  summary:
    "Give a person a role, in the whole organisation or in a scope, for ever or until a date",
  permission: "access.person.write",
  http: { method: "POST", path: "/people/{id}/roles" },
  input: assignment.extend({ id: uuid }),
  output: personShape,
  example: {
    input: {
      id: personExample.id,
      roleId: "0198f1a0-0000-7000-8000-0000000000c1",
      scopeId: "0198f1a0-0000-7000-8000-0000000000b1",
    },
    output: personExample,
  },
  run: async (ctx, { id, ...role }) => {
    await lockMembership(ctx, id);
    await assign(ctx, id, role);
    return personById(id);
  },
});

export const withdrawRole = command({
  id: "access.withdrawRole",
  summary: "Take a role from a person at once",
  permission: "access.person.write",
  http: { method: "DELETE", path: "/people/{id}/roles/{assignmentId}" },
  input: z.strictObject({ id: uuid, assignmentId: uuid }),
  output: personShape,
  example: {
    input: { id: personExample.id, assignmentId: "0198f1a0-0000-7000-8000-0000000000d1" },
    output: personExample,
  },
  run: async (ctx, { id, assignmentId }) => {
    await lockMembership(ctx, id);
    if (!(await withdraw(ctx, id, assignmentId))) throw notFound("role of this person");
    return personById(id);
  },
});

export const assign = async (
  ctx: Context,
  membershipId: string,
  { roleId, scopeId, endsOn }: Assignment,
): Promise<void> => {
  const role = await ctx.db
    .selectFrom("role")
    .select("id")
    .where("id", "=", roleId)
    .executeTakeFirst();
  const scope = await ctx.db
    .selectFrom("scope")
    .select("id")
    .where("id", "=", scopeId)
    .executeTakeFirst();
  if (!role)
    throw invalid("The role was not given.", [
      { path: "roleId", message: "Choose a role of this organisation." },
    ]);
  if (!scope)
    throw invalid("The role was not given.", [
      { path: "scopeId", message: "Choose the organisation or one of its scopes." },
    ]);
  await ctx.db
    .insertInto("membership_role")
    .values({
      org_id: ctx.organization.id,
      id: ctx.newId(),
      membership_id: membershipId,
      role_id: roleId,
      scope_id: scopeId,
      ends_on: endsOn ?? null,
    })
    .execute();
  await demandOfPerson(ctx, membershipId);
  await settleSetup(ctx);
};

/** Answers whether there was anything to take; the person's row is locked by then. */
export const withdraw = async (
  ctx: Context,
  membershipId: string,
  assignmentId: string,
): Promise<boolean> => {
  const removed = await ctx.db
    .deleteFrom("membership_role")
    .where("id", "=", assignmentId)
    .where("membership_id", "=", membershipId)
    .executeTakeFirst();
  if (!removed.numDeletedRows) return false;
  await demandOfPerson(ctx, membershipId);
  await keepAnAdministrator(ctx);
  return true;
};

/** An organisation that locked itself out could only be helped at the console; an invitation nobody accepted helps nobody. */
export const keepAnAdministrator = async (ctx: Context): Promise<void> => {
  // Two administrators who remove each other at once would each still see the other: one waits here.
  await oneAtATime(ctx);
  const { rows } = await sql<{ left: boolean }>`
    select exists (select from membership_role mr join role_permission rp on rp.org_id = mr.org_id and rp.role_id = mr.role_id
      join membership m on m.org_id = mr.org_id and m.id = mr.membership_id
      cross join lateral person_in_organization(m.person_id) c
      where rp.permission = 'access.person.write' and mr.scope_id = mr.org_id and m.active and not c.invited
        and (mr.ends_on is null or mr.ends_on >= current_setting('plumb.today')::date)) as left`.execute(
    ctx.db,
  );
  if (!rows[0]?.left)
    throw new Failure(
      "conflict",
      "This is the last person who can manage people here. Give somebody else that right first.",
    );
};
