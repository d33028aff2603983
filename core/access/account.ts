import { sql } from "kysely";
import { z } from "zod";
import { type Context, Failure } from "#core/operation";
import { lockMembership, type Membership } from "./membership.ts";

/** A member as an administrator may help them: what the organisation knows of the account behind the membership. */
export type Account = {
  readonly membership: Membership;
  readonly personId: string;
  readonly username: string;
  readonly email: string | null;
  readonly invited: boolean;
  readonly locked: boolean;
  readonly organization: string;
};

export const why = z
  .string()
  .trim()
  .min(3, "Say why, in a few words.")
  .max(400, "Use at most 400 characters.");

/** Locks the member; a program never helps with an account, whatever rights its token carries. */
export const lockAccount = async (ctx: Context, membershipId: string): Promise<Account> => {
  if (ctx.actor.kind === "token")
    throw new Failure(
      "forbidden",
      "An access token cannot do this. Sign in yourself, then try again.",
    );
  const membership = await lockMembership(ctx, membershipId);
  if (!membership.active)
    throw new Failure("conflict", "This person is deactivated. Reactivate them first.");
  const { rows } = await sql<Omit<Account, "membership">>`
    select ${membership.person_id}::uuid as "personId", c.username, c.email, c.invited, c.locked, o.name as organization
    from person_in_organization(${membership.person_id}) c cross join organization_by_id(${ctx.organization.id}) o`.execute(
    ctx.db,
  );
  if (!rows[0]) throw new Error("A membership has nobody behind it.");
  return { membership, ...rows[0] };
};

/**
 * Credentials belong to the person and not to the organisation. Where the account opens another organisation as well, the
 * administrators of one must not be able to take it: there the operators decide, by two names at the console.
 */
export const refuseElsewhere = async (ctx: Context, { personId }: Account): Promise<void> => {
  const { rows } = await sql<{ elsewhere: boolean }>`
    select exists (select from person_organizations(${personId}) o where o.id <> ${ctx.organization.id}) as elsewhere`.execute(
    ctx.db,
  );
  if (rows[0]?.elsewhere)
    throw new Failure(
      "conflict",
      "This account is used in another organisation too, so nobody here can reset it. Ask whoever runs the server: `plumb person reset`, by two people.",
    );
};

/** Into both trees: the organisation's own, and the installation's, where the account is at home. */
export const logAbout = async (
  ctx: Context,
  type: string,
  { membership }: Pick<Account, "membership">,
  details: Readonly<Record<string, string>>,
): Promise<void> => {
  await ctx.log({ type, recordId: membership.id, details });
  await ctx.log({
    type,
    recordId: membership.person_id,
    details: { ...details, organization: ctx.organization.id },
    inInstallation: true,
  });
};
