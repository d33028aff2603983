import { createHash } from "node:crypto";
import { sql } from "kysely";
import { z } from "zod";
import { mailLetter, mailLink, uuid } from "#core/identity";
import { command, type Context, Failure, notFound } from "#core/operation";
import { type Account, lockAccount, logAbout, refuseElsewhere, why } from "./account.ts";
import { resetById, resetExample, resetShape } from "./reset-read.ts";

const WAITING_HOURS = 72;

export const requestCredentialReset = command({
  id: "access.requestCredentialReset",
  summary:
    "Ask that a person's password and second factor are reset together; another administrator approves",
  permission: "access.person.write",
  http: { method: "POST", path: "/people/{id}/credential-resets", status: 201 },
  input: z.strictObject({ id: uuid, reason: why }),
  output: resetShape,
  example: {
    input: { id: resetExample.person.id, reason: resetExample.reason },
    output: resetExample,
  },
  run: async (ctx, { id: membershipId, reason }) => {
    const account = await lockAccount(ctx, membershipId);
    const address = await checkRequest(ctx, account);
    const approvers = await otherAdministrators(ctx, membershipId);
    const id = ctx.newId();
    await ctx.db
      .insertInto("credential_reset")
      .values({
        org_id: ctx.organization.id,
        id,
        membership_id: membershipId,
        requested_by: ctx.actor.membershipId ?? "",
        requested_at: ctx.now(),
        ends_at: new Date(ctx.now().getTime() + WAITING_HOURS * 3_600_000),
        reason,
        address_digest: digestOf(address),
      })
      .execute();
    await logAbout(ctx, "access.credentialResetRequested", account, { reset: id, reason });
    await tellRequested(ctx, account, address, approvers);
    return resetById(id);
  },
});

export const approveCredentialReset = command({
  id: "access.approveCredentialReset",
  summary: "Approve a reset that another administrator asked for; the person gets a link by letter",
  permission: "access.person.write",
  http: { method: "POST", path: "/credential-resets/{id}/approve" },
  input: z.strictObject({ id: uuid }),
  output: resetShape,
  example: {
    input: { id: resetExample.id },
    output: {
      ...resetExample,
      state: "approved",
      decidedBy: { id: "0198f1a0-0000-7000-8000-000000000004", printedName: "Otto Vik" },
      decidedAt: "2026-11-20T10:05:00+00:00",
    },
  },
  run: async (ctx, { id }) => {
    const { account, reset } = await lockWaiting(ctx, id);
    const { membershipId } = ctx.actor;
    if (membershipId === reset.requested_by || membershipId === account.membership.id)
      throw new Failure(
        "forbidden",
        "A reset of both takes two people: whoever asked for it, and whoever it is for, cannot approve it. Ask another administrator.",
      );
    await refuseElsewhere(ctx, account);
    if (account.email === null || !digestOf(account.email).equals(reset.address_digest))
      throw new Failure(
        "conflict",
        "The person's address was changed after this was asked for, so no letter goes there. Decline it, speak to the person, and let it be asked for anew.",
      );
    await decide(ctx, reset, { state: "approved" });
    await mailLink(ctx, {
      kind: "recovery",
      personId: account.personId,
      username: account.username,
      email: account.email,
      organization: { id: ctx.organization.id, name: account.organization },
    });
    await logAbout(ctx, "access.credentialResetApproved", account, {
      reset: id,
      requestedBy: reset.requested_by,
    });
    return resetById(id);
  },
});

/** Refusing gives nothing away, so one is enough: the person it is for and whoever asked may do it too. */
export const declineCredentialReset = command({
  id: "access.declineCredentialReset",
  summary: "Decline a reset that waits, or withdraw one's own",
  permission: "access.person.write",
  http: { method: "POST", path: "/credential-resets/{id}/decline" },
  input: z.strictObject({ id: uuid, declineReason: why }),
  output: resetShape,
  example: {
    input: { id: resetExample.id, declineReason: "They remembered the password" },
    output: {
      ...resetExample,
      state: "declined",
      decidedBy: resetExample.requestedBy,
      decidedAt: "2026-11-20T10:05:00+00:00",
      declineReason: "They remembered the password",
    },
  },
  run: async (ctx, { id, declineReason }) => {
    const { account, reset } = await lockWaiting(ctx, id);
    await decide(ctx, reset, { state: "declined", decline_reason: declineReason });
    await logAbout(ctx, "access.credentialResetDeclined", account, {
      reset: id,
      reason: declineReason,
    });
    return resetById(id);
  },
});

/** Answers the address on record, which the letter will go to. */
const checkRequest = async (ctx: Context, account: Account): Promise<string> => {
  const refuse = (sentence: string): never => {
    throw new Failure("conflict", sentence);
  };
  if (account.membership.id === ctx.actor.membershipId)
    refuse("Nobody asks for a reset of their own account. Let another administrator ask for it.");
  if (account.invited)
    refuse("This person has not chosen a password yet. Send the invitation again instead.");
  await refuseElsewhere(ctx, account);
  await ctx.db
    .updateTable("credential_reset")
    .set((eb) => ({ state: "lapsed", version: eb("version", "+", 1) }))
    .where("membership_id", "=", account.membership.id)
    .where("state", "=", "waiting")
    .where("ends_at", "<=", ctx.now())
    .execute();
  const waiting = await ctx.db
    .selectFrom("credential_reset")
    .select("id")
    .where("membership_id", "=", account.membership.id)
    .where("state", "=", "waiting")
    .executeTakeFirst();
  if (waiting) refuse("A reset of this person waits already. Another administrator decides it.");
  return (
    account.email ??
    refuse("There is no address to mail the link to. The person enters one in their profile.")
  );
};

/** Who could approve. Where nobody could, asking would only wait for its end. */
const otherAdministrators = async (
  ctx: Context,
  subjectId: string,
): Promise<readonly (string | null)[]> => {
  const { rows } = await sql<{ email: string | null }>`
    select distinct m.id, c.email from membership_role mr
    join role_permission rp on rp.org_id = mr.org_id and rp.role_id = mr.role_id and rp.permission = 'access.person.write'
    join membership m on m.org_id = mr.org_id and m.id = mr.membership_id and m.active
    cross join lateral person_in_organization(m.person_id) c
    where mr.scope_id = mr.org_id and (mr.ends_on is null or mr.ends_on >= current_setting('plumb.today')::date)
      and not c.invited and m.id not in (${ctx.actor.membershipId}, ${subjectId})`.execute(ctx.db);
  if (rows.length === 0)
    throw new Failure(
      "conflict",
      "Nobody else here can approve it: that takes a second administrator. Give somebody that role, or ask whoever runs the server: `plumb person reset`, by two people.",
    );
  return rows.map(({ email }) => email);
};

const tellRequested = async (
  ctx: Context,
  { membership, username, organization }: Account,
  address: string,
  approvers: readonly (string | null)[],
): Promise<void> => {
  await mailLetter(ctx, {
    to: address,
    subject: "A reset of your account was asked for",
    body: `An administrator of ${organization} has asked that the password and the second factor of ${username} are reset together. If another administrator approves, a link comes to this address. If you did not ask for it, tell an administrator at once: it can be declined.\n`,
  });
  for (const approver of approvers)
    if (approver !== null)
      await mailLetter(ctx, {
        to: approver,
        subject: "A reset waits for a second administrator",
        body: `In ${organization}, a reset of the password and the second factor of ${username} was asked for. Speak to the person, then approve or decline it within ${WAITING_HOURS} hours:\n\n${ctx.settings.publicUrl}/people/${membership.id}\n`,
      });
};

/** The member first and then the reset, as asking does: of two who decide at once, the second finds it decided. */
const lockWaiting = async (ctx: Context, id: string) => {
  const known = await ctx.db
    .selectFrom("credential_reset")
    .select("membership_id")
    .where("id", "=", id)
    .executeTakeFirst();
  if (!known) throw notFound("reset");
  const account = await lockAccount(ctx, known.membership_id);
  const reset = await ctx.db
    .selectFrom("credential_reset")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (reset.state !== "waiting")
    throw new Failure("conflict", "This reset is decided already. Reload the page to see by whom.");
  if (reset.ends_at <= ctx.now())
    throw new Failure(
      "conflict",
      `This reset was not approved within ${WAITING_HOURS} hours and has lapsed. Let it be asked for anew.`,
    );
  return { account, reset };
};

const decide = async (
  ctx: Context,
  { id, version }: { id: string; version: number },
  decision: { state: "approved" } | { state: "declined"; decline_reason: string },
): Promise<void> => {
  await ctx.db
    .updateTable("credential_reset")
    .set({
      ...decision,
      decided_by: ctx.actor.membershipId,
      decided_at: ctx.now(),
      version: version + 1,
    })
    .where("id", "=", id)
    .execute();
};

const digestOf = (address: string): Buffer => createHash("sha256").update(address).digest();
