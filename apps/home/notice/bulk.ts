import { z } from "zod";
import { uuid } from "#core/identity";
import { command, Failure, invalid } from "#core/operation";
import { endsBeforeItBegins, noticeExample, noticeFields } from "./notice.ts";

const item = z.strictObject({
  ...noticeFields,
  untilOn: noticeFields.untilOn.default(null),
  pinned: noticeFields.pinned.default(false),
  scopeId: uuid,
});

export const postNotices = command({
  id: "home.postNotices",
  summary: "Post up to 500 notices at once: all of them, or none",
  permission: "home.notice.write",
  http: { method: "POST", path: "/notices/bulk", status: 201 },
  input: z.strictObject({
    items: z.array(item).min(1, "Send at least one notice.").max(500, "Send at most 500 at once."),
  }),
  output: z.strictObject({ ids: z.array(uuid) }),
  example: {
    input: {
      items: [
        {
          title: noticeExample.title,
          text: noticeExample.text,
          fromOn: noticeExample.fromOn,
          scopeId: noticeExample.scopeId,
        },
      ],
    },
    output: { ids: [noticeExample.id] },
  },
  at: async (ctx, { items }) => {
    const [first, ...others] = new Set(items.map(({ scopeId }) => scopeId));
    for (const scopeId of others) await ctx.require("home.notice.write", scopeId);
    return { scopeId: first ?? ctx.organization.id };
  },
  run: async (ctx, { items }) => {
    const wrong = items.flatMap((one, index) =>
      endsBeforeItBegins(one)
        ? [
            {
              path: `items.${index}.untilOn`,
              message: "Choose a last day that is not before the first.",
            },
          ]
        : [],
    );
    if (wrong.length > 0) throw invalid("No notice was posted.", wrong);
    const author = ctx.actor.membershipId;
    if (author === null) {
      throw new Failure(
        "forbidden",
        "Notices are posted by people. Sign in as a person of the organisation.",
      );
    }
    const now = ctx.now();
    const rows = items.map((one) => ({
      org_id: ctx.organization.id,
      id: ctx.newId(),
      scope_id: one.scopeId,
      title: one.title,
      text: one.text,
      from_on: one.fromOn,
      until_on: one.untilOn,
      pinned: one.pinned,
      author_id: author,
      created_at: now,
      updated_at: now,
    }));
    await ctx.db.insertInto("notice").values(rows).execute();
    return { ids: rows.map(({ id }) => id) };
  },
});
