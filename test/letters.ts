import type { TestHouse } from "./harness.ts";

type Letter = { readonly subject: string; readonly body: string };

/** What was mailed to an address, newest first. */
export const lettersTo = async (house: TestHouse, recipient: string): Promise<readonly Letter[]> =>
  (
    await house.superuser.query<Letter>(
      "select subject, body from mail where recipient = $1 order by created_at desc, id desc",
      [recipient],
    )
  ).rows;

/** The one-time token of the newest letter to somebody. */
export const linkOf = async (house: TestHouse, username: string): Promise<string> => {
  const [letter] = await lettersTo(house, `${username}@example.org`);
  const token = letter?.body.match(/\/link\/([\w-]+)/)?.[1];
  if (token === undefined) throw new Error(`No letter with a link was mailed to ${username}.`);
  return token;
};

/** What the log holds about a person, oldest first: "tree type", the installation's tree as "-". */
export const factsAbout = async (house: TestHouse, personId: string): Promise<readonly string[]> =>
  (
    await house.superuser.query<{ fact: string }>(
      `select case when org_id = '00000000-0000-0000-0000-000000000000' then '- ' else '' end || type as fact
        from log_entry where record_id = $1 and action = 'fact' order by hint`,
      [personId],
    )
  ).rows.map(({ fact }) => fact);
