import { z } from "zod";
import { statement } from "#core/database";
import { uuid } from "#core/identity";
import { open, query } from "#core/operation";
import { demoOrganizations, demoPassword } from "./organizations.ts";

const onlyDemo = open("Exists in the demo alone, where everybody may be anybody.");

const accounts = demoOrganizations.flatMap(({ id, name, people }) =>
  people
    .filter(({ waiting }) => waiting !== true)
    .map(({ username, printedName, title, roles }) => ({
      organization: { id, name },
      username,
      password: demoPassword,
      printedName,
      title,
      roles: roles.map(({ role, scope }) => (scope === undefined ? role : `${role} in ${scope}`)),
    })),
);

const listAccounts = query({
  id: "demo.listAccounts",
  summary: "Whom you can sign in as in this demo",
  permission: onlyDemo,
  http: { method: "GET", path: "/demo/accounts" },
  input: z.strictObject({}),
  output: z.strictObject({
    items: z.array(
      z.strictObject({
        organization: z.strictObject({ id: uuid, name: z.string() }),
        username: z.string(),
        password: z.string(),
        printedName: z.string(),
        title: z.string(),
        roles: z.array(z.string()),
      }),
    ),
  }),
  example: { input: {}, output: { items: accounts.slice(0, 1) } },
  read: () => statement`select ${JSON.stringify({ items: accounts })}::text as json`,
});

const readOutbox = query({
  id: "demo.readOutbox",
  summary: "The letters that Plumbline would have mailed",
  permission: onlyDemo,
  http: { method: "GET", path: "/demo/outbox" },
  input: z.strictObject({}),
  output: z.strictObject({
    items: z.array(
      z.strictObject({
        id: uuid,
        to: z.string(),
        subject: z.string(),
        text: z.string(),
        at: z.string(),
      }),
    ),
  }),
  example: { input: {}, output: { items: [] } },
  read: () => statement`
    select json_build_object('items', coalesce(json_agg(json_build_object('id', m.id, 'to', m.recipient, 'subject', m.subject,
      'text', m.body, 'at', m.created_at) order by m.created_at desc), '[]'))::text as json
    from (select * from mail order by created_at desc limit 50) m`,
});

export const demoOperations = [listAccounts, readOutbox];
