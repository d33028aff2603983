import { sql } from "kysely";
import { z } from "zod";
import { mailLink, passwordCameByLetter, uuid } from "#core/identity";
import { command, type Context, Failure } from "#core/operation";
import { type Account, lockAccount, logAbout, refuseElsewhere, why } from "./account.ts";
import { personById, personExample, personShape } from "./people-read.ts";

/** One administrator is enough: the person confirms with the current password, so only one of the two factors is given up. */
export const beginSecondFactorRemoval = command({
  id: "access.beginSecondFactorRemoval",
  summary:
    "Mail a person a link that removes the second factor, once the current password confirms it",
  permission: "access.person.write",
  http: { method: "POST", path: "/people/{id}/second-factor-removals", status: 202 },
  input: z.strictObject({ id: uuid, reason: why }),
  output: personShape,
  example: {
    input: { id: personExample.id, reason: "Telephone lost" },
    output: personExample,
  },
  run: async (ctx, { id, reason }) => {
    const account = await lockAccount(ctx, id);
    await refuseElsewhere(ctx, account);
    const email = await addressFor(ctx, account);
    await mailLink(ctx, {
      kind: "second_factor",
      personId: account.personId,
      username: account.username,
      email,
      organization: { id: ctx.organization.id, name: account.organization },
    });
    await logAbout(ctx, "access.secondFactorRemovalBegun", account, { reason });
    return personById(id);
  },
});

const addressFor = async (ctx: Context, { personId, email }: Account): Promise<string> => {
  const { rows } = await sql<{
    enrolled: boolean;
  }>`select exists (select from person_second_factor(${personId}) f where f.confirmed_at is not null) as enrolled`.execute(
    ctx.db,
  );
  if (!rows[0]?.enrolled)
    throw new Failure("conflict", "This person has no second factor, so there is none to remove.");
  if (email === null)
    throw new Failure(
      "conflict",
      "There is no address to mail the link to. The person enters one in their profile.",
    );
  if (await passwordCameByLetter(ctx, personId))
    throw new Failure(
      "conflict",
      "This person's password was set by a letter within the last 24 hours. Wait until a day has passed, or ask for a reset of both together, which a second administrator approves.",
    );
  return email;
};
