import { sql } from "kysely";
import { z } from "zod";
import { command, type Context, Failure, invalid } from "#core/operation";
import { checkRows, type Newcomer } from "./import-check.ts";
import { rowShape } from "./import-rows.ts";
import { invitationsIn } from "./import-invitations.ts";
import { settleSetup } from "./organization-setup.ts";

const MOST = 1_000;

export const importPeople = command({
  id: "access.importPeople",
  summary:
    "Add many people at once, all of them or none, and mail their invitations; or only say what would be wrong",
  permission: "access.person.write",
  http: { method: "POST", path: "/people/import" },
  input: z.strictObject({
    rows: z
      .array(rowShape)
      .min(1, "List at least one person.")
      .max(MOST, `Import at most ${MOST} people at a time. Cut the list into parts.`),
    dryRun: z.boolean().default(false),
  }),
  output: z.strictObject({
    people: z.int(),
    imported: z.boolean(),
    faults: z.array(z.strictObject({ row: z.int(), column: z.string(), message: z.string() })),
  }),
  example: {
    input: {
      rows: [
        {
          username: "nora.lind",
          email: "nora.lind@example.org",
          printedName: "Nora Lind",
          roles: ["Member", "Notice editor@Quality"],
        },
      ],
      dryRun: true,
    },
    output: {
      people: 1,
      imported: false,
      faults: [
        {
          row: 0,
          column: "roles",
          message: "There is no role “Notice editor”. Correct the name, or make the role first.",
        },
      ],
    },
  },
  run: async (ctx, { rows, dryRun }) => {
    const { newcomers, faults } = await checkRows(ctx, rows);
    if (dryRun) return { people: rows.length, imported: false, faults: [...faults] };
    if (faults.length > 0)
      throw invalid(
        "Nobody was imported. Correct the lines named here and send the whole list again.",
        faults.map(({ row, column, message }) => ({ path: `rows.${row}.${column}`, message })),
      );
    await add(ctx, newcomers);
    return { people: rows.length, imported: true, faults: [] };
  },
});

/** Each table in one statement: a thousand people are a second of work, not a minute of round trips. */
const add = async (ctx: Context, newcomers: readonly Newcomer[]): Promise<void> => {
  const { id: org_id } = ctx.organization;
  const people = await createPeople(ctx, newcomers);
  const joining = newcomers.map((one, index) => ({
    ...one,
    id: ctx.newId(),
    personId: people[index] ?? "",
  }));
  await ctx.db
    .insertInto("membership")
    .values(
      joining.map((one) => ({
        org_id,
        id: one.id,
        person_id: one.personId,
        printed_name: one.printedName,
        title: one.title,
        department: one.department,
        employee_number: one.employeeNumber,
        language: one.language,
      })),
    )
    .execute();
  await sql`select person_join(j.id, j.person, ${org_id}) from unnest(${joining.map(() => ctx.newId())}::uuid[], ${people}::uuid[]) j (id, person)`.execute(
    ctx.db,
  );
  const roles = joining.flatMap(({ id, roles: given }) =>
    given.map(({ roleId: role_id, scopeId: scope_id }) => ({
      org_id,
      id: ctx.newId(),
      membership_id: id,
      role_id,
      scope_id,
    })),
  );
  if (roles.length > 0) await ctx.db.insertInto("membership_role").values(roles).execute();
  await ctx.log({ type: "access.peopleImported", details: { people: joining.length } });
  for (const job of invitationsIn(people, ctx.now())) await ctx.enqueue(job);
  await settleSetup(ctx);
};

/** Answers the people's ids in their order; who was known elsewhere keeps the id. */
const createPeople = async (ctx: Context, newcomers: readonly Newcomer[]): Promise<string[]> => {
  const fresh = newcomers.filter(({ personId }) => personId === null);
  const { rows } = await sql<{ username: string; id: string | null }>`
    select n.username, person_create(n.id, n.username, n.email) as id
    from unnest(${fresh.map(() => ctx.newId())}::uuid[], ${fresh.map(({ username }) => username)}::text[], ${fresh.map(({ email }) => email)}::text[]) n (id, username, email)`.execute(
    ctx.db,
  );
  const created = new Map(rows.map(({ username, id }) => [username, id]));
  return newcomers.map(({ username, personId }) => {
    const id = personId ?? created.get(username);
    if (!id)
      throw new Failure(
        "conflict",
        `Somebody else has just taken the user name ${username}. Nobody was imported; check the list again.`,
      );
    return id;
  });
};
