import { sql } from "kysely";
import { z } from "zod";
import { email, endSessions, language, mailLink, newUsername, uuid } from "#core/identity";
import { command, type Context, Failure, invalid } from "#core/operation";
import { changesOf } from "#core/records/server";
import { assign, assignment, keepAnAdministrator } from "./assignments.ts";
import { handOver } from "./hand-over.ts";
import { checkManager } from "./hand-over-reports.ts";
import { lockMembership, type Membership, oneAtATime } from "./membership.ts";
import { personById, personExample, personShape } from "./people-read.ts";

const printedName = z
  .string()
  .trim()
  .min(1, "Enter the name as it shall appear in records.")
  .max(120, "Use at most 120 characters.");
const short = z.string().trim().max(120, "Use at most 120 characters.");
const reason = z
  .string()
  .trim()
  .min(3, "Say why, in a few words.")
  .max(400, "Use at most 400 characters.");

export const invitePerson = command({
  id: "access.invitePerson",
  summary: "Add a person and mail an invitation",
  permission: "access.person.write",
  http: { method: "POST", path: "/people", status: 201 },
  input: z.strictObject({
    username: newUsername,
    email,
    printedName,
    title: short.optional(),
    department: short.optional(),
    employeeNumber: short.optional(),
    language: language.default("en"),
    roles: z.array(assignment).max(50).default([]),
  }),
  output: personShape,
  example: {
    input: {
      username: "nora.lind",
      email: "nora.lind@example.org",
      printedName: "Nora Lind",
      roles: [],
    },
    output: personExample,
  },
  run: async (ctx, input) => {
    const id = ctx.newId();
    const personId = await findOrCreatePerson(ctx, input.username, input.email);
    const inserted = await ctx.db
      .insertInto("membership")
      .values({
        org_id: ctx.organization.id,
        id,
        person_id: personId,
        printed_name: input.printedName,
        title: input.title ?? null,
        department: input.department ?? null,
        employee_number: input.employeeNumber ?? null,
        language: input.language,
      })
      .onConflict((conflict) => conflict.columns(["org_id", "person_id"]).doNothing())
      .executeTakeFirst();
    if (!inserted.numInsertedOrUpdatedRows) throw taken;
    await sql`select person_join(${ctx.newId()}, ${personId}, ${ctx.organization.id})`.execute(
      ctx.db,
    );
    for (const role of input.roles) await assign(ctx, id, role);
    await invite(ctx, personId);
    return personById(id);
  },
});

export const editPerson = command({
  id: "access.editPerson",
  summary: "Change what the organisation knows of a person",
  permission: "access.person.write",
  http: { method: "PATCH", path: "/people/{id}" },
  input: z.strictObject({
    id: uuid,
    version: z.int(),
    printedName: printedName.optional(),
    title: short.nullable().optional(),
    department: short.nullable().optional(),
    employeeNumber: short.nullable().optional(),
    language: language.optional(),
    managerId: uuid.nullable().optional(),
  }),
  output: personShape,
  example: {
    input: { id: personExample.id, version: 1, title: "Quality manager" },
    output: personExample,
  },
  run: async (ctx, input) => {
    if (input.managerId) await oneAtATime(ctx);
    const person = await lockMembership(ctx, input.id, input.version);
    if (input.managerId && input.managerId !== person.manager_id)
      await checkManager(ctx, person, input.managerId);
    const changes = changesOf(
      {
        printed_name: person.printed_name,
        title: person.title,
        department: person.department,
        employee_number: person.employee_number,
        language: person.language,
        manager_id: person.manager_id,
      },
      {
        printed_name: input.printedName,
        title: input.title,
        department: input.department,
        employee_number: input.employeeNumber,
        language: input.language,
        manager_id: input.managerId,
      },
    );
    if (Object.keys(changes).length > 0) {
      await ctx.db
        .updateTable("membership")
        .set({ ...changes, version: person.version + 1 })
        .where("id", "=", input.id)
        .execute();
    }
    return personById(input.id);
  },
});

const standing = z.strictObject({ id: uuid, version: z.int(), reason });

export const deactivatePerson = command({
  id: "access.deactivatePerson",
  summary: "End a person's access to the organisation at once; everything they did stays",
  permission: "access.person.write",
  http: { method: "POST", path: "/people/{id}/deactivate" },
  input: standing.extend({
    successorId: uuid
      .optional()
      .describe("Who takes over what the person holds open; needed when there is any."),
  }),
  output: personShape,
  example: {
    input: { id: personExample.id, version: 1, reason: "Left the company" },
    output: { ...personExample, active: false, version: 2 },
  },
  run: async (ctx, input) => {
    await oneAtATime(ctx);
    const person = await lockMembership(ctx, input.id, input.version);
    if (!person.active) return personById(input.id);
    const { successorId, counts } = await handOver(ctx, person, input.successorId);
    await setActive(ctx, person, false);
    await sql`select person_leave(${person.person_id}, ${ctx.organization.id})`.execute(ctx.db);
    await endSessions(ctx, { personId: person.person_id, organizationId: ctx.organization.id });
    await ctx.log({
      type: "access.personDeactivated",
      recordId: input.id,
      details: {
        reason: input.reason,
        ...(successorId ? { successor: successorId } : {}),
        ...counts,
      },
    });
    await keepAnAdministrator(ctx);
    return personById(input.id);
  },
});

export const reactivatePerson = command({
  id: "access.reactivatePerson",
  summary: "Give a person access to the organisation again",
  permission: "access.person.write",
  http: { method: "POST", path: "/people/{id}/reactivate" },
  input: standing,
  output: personShape,
  example: {
    input: { id: personExample.id, version: 2, reason: "Came back" },
    output: personExample,
  },
  run: async (ctx, input) => {
    const person = await lockMembership(ctx, input.id, input.version);
    if (person.active) return personById(input.id);
    const { rows } = await sql<{
      active: boolean;
    }>`select active from person_by_id(${person.person_id})`.execute(ctx.db);
    if (!rows[0]?.active)
      throw new Failure(
        "conflict",
        "This person was erased and cannot come back. Invite them under a new user name.",
      );
    await setActive(ctx, person, true);
    await sql`select person_join(${ctx.newId()}, ${person.person_id}, ${ctx.organization.id})`.execute(
      ctx.db,
    );
    await ctx.log({
      type: "access.personReactivated",
      recordId: input.id,
      details: { reason: input.reason },
    });
    return personById(input.id);
  },
});

export const inviteAgain = command({
  id: "access.inviteAgain",
  summary: "Mail the invitation once more; the earlier link stops working",
  permission: "access.person.write",
  http: { method: "POST", path: "/people/{id}/invitations", status: 202 },
  input: z.strictObject({ id: uuid }),
  output: personShape,
  example: { input: { id: personExample.id }, output: { ...personExample, invited: true } },
  run: async (ctx, { id }) => {
    const person = await lockMembership(ctx, id);
    if (!(await invite(ctx, person.person_id)))
      throw new Failure(
        "conflict",
        "This person has a password already and can sign in. If it is forgotten, they ask for a new one on the sign-in page.",
      );
    return personById(id);
  },
});

const setActive = async (ctx: Context, person: Membership, active: boolean): Promise<void> => {
  await ctx.db
    .updateTable("membership")
    .set({ active, version: person.version + 1 })
    .where("id", "=", person.id)
    .execute();
};

const taken = invalid("Nobody was invited.", [
  {
    path: "username",
    message: "This user name is taken. Choose another; names are never given out twice.",
  },
]);

/**
 * A user name that exists elsewhere in the installation joins this organisation too, if the address is the same: whoever
 * knows both already knows the person. Otherwise the name is simply taken.
 */
const findOrCreatePerson = async (ctx: Context, name: string, address: string): Promise<string> => {
  const created = await sql<{
    id: string | null;
  }>`select person_create(${ctx.newId()}, ${name}, ${address}) as id`.execute(ctx.db);
  if (created.rows[0]?.id) return created.rows[0].id;
  const existing = await sql<{
    id: string;
    email: string | null;
    active: boolean;
  }>`select id, email, active from person_by_username(${name})`.execute(ctx.db);
  const person = existing.rows[0];
  if (!person?.active || person.email?.toLowerCase() !== address.toLowerCase()) throw taken;
  return person.id;
};

/** Mails an invitation to whoever has no password yet; answers whether there was one to mail. */
export const invite = async (ctx: Context, personId: string): Promise<boolean> => {
  const { rows } = await sql<{
    username: string;
    email: string | null;
    fresh: boolean;
    organization: string;
  }>`
    select p.username, p.email, p.password_hash is null and p.active as fresh, o.name as organization
    from person_by_id(${personId}) p cross join organization_by_id(${ctx.organization.id}) o`.execute(
    ctx.db,
  );
  const person = rows[0];
  if (!person?.fresh || !person.email) return false;
  await mailLink(ctx, {
    kind: "invitation",
    personId,
    username: person.username,
    email: person.email,
    organization: { id: ctx.organization.id, name: person.organization },
  });
  await sql`select log_person_fact('identity.invited', ${personId}, '{}', ${ctx.organization.id})`.execute(
    ctx.db,
  );
  return true;
};
