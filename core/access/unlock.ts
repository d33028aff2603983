import { z } from "zod";
import { clearGuard, mailLetter, uuid } from "#core/identity";
import { command, Failure } from "#core/operation";
import { lockAccount, logAbout, why } from "./account.ts";
import { personById, personExample, personShape } from "./people-read.ts";

export const unlockPerson = command({
  id: "access.unlockPerson",
  summary: "Open the account of a person that wrong passwords have locked",
  permission: "access.person.write",
  http: { method: "POST", path: "/people/{id}/unlock" },
  input: z.strictObject({ id: uuid, reason: why }),
  output: personShape,
  example: {
    input: { id: personExample.id, reason: "Called from the shop floor" },
    output: personExample,
  },
  run: async (ctx, { id, reason }) => {
    const account = await lockAccount(ctx, id);
    if (!account.locked)
      throw new Failure(
        "conflict",
        "This account is not locked. Who has forgotten the password asks for a new one on the sign-in page.",
      );
    await clearGuard(ctx, account.username);
    await logAbout(ctx, "access.accountUnlocked", account, { reason });
    if (account.email)
      await mailLetter(ctx, {
        to: account.email,
        subject: "Your account is open again",
        body: `An administrator of ${account.organization} has opened the account ${account.username}, which five wrong passwords had locked. If the attempts were not yours, change your password now.\n\n${ctx.settings.publicUrl}/profile\n`,
      });
    return personById(id);
  },
});
