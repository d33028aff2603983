import { sql } from "kysely";
import { parseArgs } from "node:util";
import { z } from "zod";
import { mailLink } from "#core/identity";
import { actFor } from "#core/operation";
import type { Context, InvokerParts } from "#core/operation";
import { readPublicUrl, withConsoleParts } from "../house/console-parts.ts";
import { withDatabase } from "../house/with-database.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const usage =
  "Say whom, and who decided it: plumb person reset --username NAME --requested-by NAME --approved-by NAME";

const name = z.string().trim().min(1, "Write a name.").max(120, "Use at most 120 characters.");
const shape = z
  .object({ username: name, "requested-by": name, "approved-by": name })
  .superRefine((given, faults) => {
    const refuse = (path: string, message: string) =>
      faults.addIssue({ code: "custom", path: [path], message });
    if (same(given["requested-by"], given["approved-by"]))
      refuse("approved-by", "It takes two people. Let somebody else approve it.");
    for (const path of ["requested-by", "approved-by"] as const)
      if (same(given[path], given.username))
        refuse(path, "Nobody decides about their own account. Name somebody else.");
  });

type Wanted = z.output<typeof shape>;

/**
 * `plumb person reset`: password and second factor together, for an account that no single organisation may decide about.
 * The link goes to the person's address alone and is not printed: whoever sits at the console must not follow it.
 */
export const resetCommand = async (args: readonly string[], env: Environment): Promise<number> => {
  const wanted = readWanted(args);
  const publicUrl = readPublicUrl(env);
  return withDatabase(env, async (urls) => {
    console.log(await withConsoleParts(urls, publicUrl, (parts) => reset(parts, wanted)));
    return 0;
  });
};

const readWanted = (args: readonly string[]): Wanted => {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { username: text, "requested-by": text, "approved-by": text },
  });
  const { data, error } = shape.safeParse(values);
  if (data) return data;
  const faults = error.issues.map(({ path, message }) => `  --${path.join(".")}: ${message}`);
  throw new Error([usage, ...faults].join("\n"));
};

export const reset = async (parts: InvokerParts, wanted: Wanted): Promise<string> => {
  const { rows } = await parts.pool.query<{
    id: string;
    username: string;
    email: string | null;
    organization: string | null;
  }>(
    `select p.id, p.username, p.email, (select o.id from person_organizations(p.id) o limit 1) as organization
     from person_by_username($1) p where p.active`,
    [wanted.username],
  );
  const person = rows[0];
  if (!person) throw new Error(`Nobody has the user name ${wanted.username}. Nothing was changed.`);
  if (!person.organization)
    throw new Error(
      `${person.username} belongs to no organisation, so there is nothing to sign in to. Let an administrator invite or reactivate them; nothing was changed.`,
    );
  if (!person.email)
    throw new Error(
      `There is no address on record for ${person.username}, so no link can be mailed. Nothing was changed.`,
    );
  const { id, username, email } = person;
  await actFor(
    parts,
    { organizationId: person.organization, kind: "console", operation: "identity.resetPerson" },
    (ctx) => mailRecovery(ctx, { id, username, email }, wanted),
  );
  return `A link is on its way to the address of ${username}: it works once, for a day, sets a new password and removes the second factor. Until then nothing changes.`;
};

const mailRecovery = async (
  ctx: Context,
  person: { id: string; username: string; email: string },
  wanted: Wanted,
): Promise<void> => {
  const names = { requestedBy: wanted["requested-by"], approvedBy: wanted["approved-by"] };
  await mailLink(ctx, {
    kind: "recovery",
    personId: person.id,
    username: person.username,
    email: person.email,
  });
  await sql`select log_person_fact('identity.resetAtConsole', ${person.id}, ${JSON.stringify(names)}::jsonb)`.execute(
    ctx.db,
  );
};

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
