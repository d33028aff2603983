import { z } from "zod";
import { statement } from "#core/database";
import { uuid } from "#core/identity";
import { command, invalid, notFound, query } from "#core/operation";
import { cursorOf, listInput, listOf, pageJson } from "#core/records/server";
import { keepAnAdministrator } from "./assignments.ts";
import { lockMembership } from "./membership.ts";
import { personById, personExample, personShape } from "./people-read.ts";
import { demandOfPerson } from "./second-factor.ts";
import { todayIn } from "./today.ts";

const ending = z.strictObject({
  id: uuid,
  personId: uuid,
  personName: z.string().nullable(),
  roleId: uuid,
  roleName: z.string(),
  scopeId: uuid,
  scopeName: z.string(),
  endsOn: z.iso.date(),
});

export const listEndingRoles = query({
  id: "access.listEndingRoles",
  unscoped: true,
  summary: "Roles of active people that end soon, the next one first",
  permission: "access.person.read",
  http: { method: "GET", path: "/role-assignments" },
  input: listInput({
    endsWithin: z.coerce
      .number()
      .int()
      .min(0)
      .max(366, "Ask for at most 366 days.")
      .default(30)
      .describe("Days from today on."),
    search: z.string().max(200).optional().describe("Part of a person's or a role's name."),
  }),
  output: listOf(ending),
  example: {
    input: { endsWithin: 30 },
    output: {
      items: [
        {
          id: "0198f1a0-0000-7000-8000-0000000000d1",
          personId: personExample.id,
          personName: "Nora Lind",
          roleId: "0198f1a0-0000-7000-8000-0000000000c1",
          roleName: "Notice editor",
          scopeId: "0198f1a0-0000-7000-8000-0000000000b1",
          scopeName: "Harbour House",
          endsOn: "2026-12-04",
        },
      ],
      next: null,
    },
  },
  read: ({ endsWithin, search, after, limit }) => {
    const cursor = cursorOf(after, z.tuple([z.iso.date(), uuid]));
    return pageJson(
      limit,
      statement`select json_build_object('id', mr.id, 'personId', m.id, 'personName', m.printed_name, 'roleId', r.id, 'roleName', r.name,
          'scopeId', s.id, 'scopeName', s.name, 'endsOn', mr.ends_on) as item, array[mr.ends_on::text, mr.id::text] as key
        from membership_role mr join membership m on m.org_id = mr.org_id and m.id = mr.membership_id and m.active
        join role r on r.org_id = mr.org_id and r.id = mr.role_id join scope s on s.org_id = mr.org_id and s.id = mr.scope_id
        where mr.ends_on between current_setting('plumb.today')::date and current_setting('plumb.today')::date + ${endsWithin}::int
          and mr.scope_id = any(current_setting('plumb.scopes')::uuid[])
          and ${search ? statement`position(lower(${search}) in lower(concat_ws(' ', m.printed_name, r.name))) > 0` : statement`true`}
          and ${cursor ? statement`(mr.ends_on, mr.id) > (${cursor[0]}::date, ${cursor[1]}::uuid)` : statement`true`}
        order by mr.ends_on, mr.id`,
    );
  },
});

export const extendRole = command({
  id: "access.extendRole",
  summary: "Move the last day of a person's role, or let it hold for ever",
  permission: "access.person.write",
  http: { method: "PATCH", path: "/people/{id}/roles/{assignmentId}" },
  input: z.strictObject({
    id: uuid,
    assignmentId: uuid,
    endsOn: z.iso.date("Enter a date.").nullable().describe("The new last day; null for no end."),
    reason: z
      .string()
      .trim()
      .min(3, "Say why, in a few words.")
      .max(400, "Use at most 400 characters."),
  }),
  output: personShape,
  example: {
    input: {
      id: personExample.id,
      assignmentId: "0198f1a0-0000-7000-8000-0000000000d1",
      endsOn: "2027-06-30",
      reason: "The project goes on until summer",
    },
    output: personExample,
  },
  run: async (ctx, { id, assignmentId, endsOn, reason }) => {
    await lockMembership(ctx, id);
    const role = await ctx.db
      .selectFrom("membership_role")
      .select("ends_on")
      .where("id", "=", assignmentId)
      .where("membership_id", "=", id)
      .executeTakeFirst();
    if (!role) throw notFound("role of this person");
    if (role.ends_on === endsOn) return personById(id);
    if (endsOn !== null && endsOn < todayIn(ctx))
      throw invalid("The role was not changed.", [
        {
          path: "endsOn",
          message: "Choose today or a later day. To end the role at once, remove it.",
        },
      ]);
    await ctx.db
      .updateTable("membership_role")
      .set({ ends_on: endsOn })
      .where("id", "=", assignmentId)
      .execute();
    await ctx.log({
      type: "access.roleExtended",
      recordId: id,
      details: { assignment: assignmentId, from: role.ends_on, until: endsOn, reason },
    });
    await demandOfPerson(ctx, id);
    await keepAnAdministrator(ctx);
    return personById(id);
  },
});
