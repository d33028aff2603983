import { sql } from "kysely";
import { z } from "zod";
import { mailLetter, uuid } from "#core/identity";
import { command, type Context, invalid, notFound, type OpenWork } from "#core/operation";
import { lockMembership, type Membership } from "./membership.ts";

/** Counting is each app's own affair, so this reads as a command does: several statements under one set of rights. */
export const listOpenWork = command({
  id: "access.listOpenWork",
  summary: "What a person holds open, and what would need a successor if they went",
  permission: "access.person.read",
  http: { method: "GET", path: "/people/{id}/open-work" },
  input: z.strictObject({ id: uuid }),
  output: z.strictObject({
    items: z.array(
      z.strictObject({ kind: z.string(), description: z.string(), count: z.int().min(1) }),
    ),
  }),
  example: {
    input: { id: "0198f1a0-0000-7000-8000-000000000002" },
    output: {
      items: [{ kind: "access.report", description: "People who report to them", count: 3 }],
    },
  },
  run: async (ctx, { id }) => {
    const known = await ctx.db
      .selectFrom("membership")
      .select("id")
      .where("id", "=", id)
      .executeTakeFirst();
    if (!known) throw notFound("person");
    const held = await openWorkOf(ctx, id);
    return {
      items: held.map(({ kind, describe, count }) => ({ kind, description: describe, count })),
    };
  },
});

export type HandedOver = {
  readonly successorId: string | null;
  /** How much of each kind changed hands. */
  readonly counts: Readonly<Record<string, number>>;
};

/** Gives everything that the leaver holds open to the successor; refuses where there is work and nobody to take it. */
export const handOver = async (
  ctx: Context,
  leaver: Membership,
  successorId: string | undefined,
): Promise<HandedOver> => {
  const held = await openWorkOf(ctx, leaver.id);
  if (successorId === undefined) {
    if (held.length === 0) return { successorId: null, counts: {} };
    throw refused(`Name somebody who takes over what is still open. ${inWords(held)}.`);
  }
  const successor = await lockSuccessor(ctx, leaver, successorId);
  const counts: Record<string, number> = {};
  for (const { kind, handOver: give } of held)
    counts[kind] = await give(ctx, leaver.id, successorId);
  if (held.length > 0) await tellSuccessor(ctx, leaver, successor, held);
  return { successorId, counts };
};

type Held = Omit<OpenWork, "count"> & { readonly count: number };

const openWorkOf = async (ctx: Context, membershipId: string): Promise<readonly Held[]> => {
  const held: Held[] = [];
  for (const work of ctx.settings.openWork)
    held.push({ ...work, count: await work.count(ctx, membershipId) });
  return held.filter(({ count }) => count > 0);
};

/** Somebody who is here and has a role today: work in the hands of a person who sees nothing would be lost. */
const lockSuccessor = async (
  ctx: Context,
  leaver: Membership,
  successorId: string,
): Promise<Membership> => {
  if (successorId === leaver.id)
    throw refused("Choose somebody else: this is the person who leaves.");
  const { rows } = await sql<{ able: boolean }>`
    select exists (select from membership_role mr where mr.membership_id = m.id
      and (mr.ends_on is null or mr.ends_on >= current_setting('plumb.today')::date)) as able
    from membership m where m.id = ${successorId} and m.active for update of m`.execute(ctx.db);
  if (!rows[0]?.able) throw refused("Choose an active person of this organisation who has a role.");
  return lockMembership(ctx, successorId);
};

const tellSuccessor = async (
  ctx: Context,
  leaver: Membership,
  successor: Membership,
  held: readonly Held[],
): Promise<void> => {
  const { rows } = await sql<{ email: string | null; organization: string }>`
    select c.email, o.name as organization from person_in_organization(${successor.person_id}) c
    cross join organization_by_id(${ctx.organization.id}) o`.execute(ctx.db);
  const told = rows[0];
  if (!told?.email) return;
  await mailLetter(ctx, {
    to: told.email,
    subject: `You take over from ${leaver.printed_name ?? "a colleague"}`,
    body: `${leaver.printed_name ?? "A colleague"} no longer works in ${told.organization} on Plumbline. What was still open is yours now. ${inWords(held)}.\n\n${ctx.settings.publicUrl}/\n`,
  });
};

const inWords = (held: readonly Held[]): string =>
  held.map(({ describe, count }) => `${describe}: ${count}`).join("; ");

const refused = (message: string) =>
  invalid("The person was not deactivated.", [{ path: "successorId", message }]);
