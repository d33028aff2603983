import { z } from "zod";
import { statement } from "#core/database";
import { uuid } from "#core/identity";
import { command, notFound, reply } from "#core/operation";
import { reviewRows } from "./review-items.ts";
import { reviewExample } from "./review-read.ts";

export const exportReview = command({
  id: "access.exportReview",
  summary: "A review as a CSV file: every role with what was decided, by whom and when",
  permission: "access.review.read",
  http: { method: "GET", path: "/access-reviews/{id}/export" },
  input: z.strictObject({ id: uuid }),
  output: z.string(),
  example: { input: { id: reviewExample.id }, output: "Person,Role,Where,…" },
  run: async (ctx, { id }) => {
    const review = await ctx.db
      .selectFrom("access_review")
      .select(["due_on"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (!review) throw notFound("access review");
    await ctx.log({ type: "access.reviewExported", recordId: id });
    const read = () =>
      ctx.reread<Row>(statement`
      select r.person_name, r.role_name, r.scope_name, r.ends_on::text, r.state, r.reason, r.decided_by_name,
        to_char(r.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as decided_at
      from (${reviewRows(id)}) r order by coalesce(r.person_name, ''), r.membership_id, r.role_name, r.id`);
    return reply({
      stream: {
        chunks: linesOf(read),
        contentType: "text/csv; charset=utf-8",
        fileName: `access-review-${review.due_on}.csv`,
      },
    });
  },
});

const columns = [
  ["Person", "person_name"],
  ["Role", "role_name"],
  ["Where", "scope_name"],
  ["Last day", "ends_on"],
  ["Decision", "state"],
  ["Reason", "reason"],
  ["Decided by", "decided_by_name"],
  ["Decided at", "decided_at"],
] as const;

type Row = Readonly<Record<(typeof columns)[number][1], string | null>>;

async function* linesOf(read: () => Promise<readonly Row[]>): AsyncGenerator<string> {
  // The mark tells spreadsheet programs that this is UTF-8.
  yield `\uFEFF${columns.map(([title]) => title).join(",")}\r\n`;
  for (const row of await read())
    yield `${columns.map(([, name]) => cell(row[name])).join(",")}\r\n`;
}

/** A spreadsheet program would run a text that begins like a formula; the apostrophe makes it text again. */
const cell = (value: string | null): string => {
  const text = /^[=+\-@\t\r]/.test(value ?? "") ? `'${value}` : (value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
