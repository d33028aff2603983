import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { nothing, uuid } from "#core/identity";
import { command, type Context, Failure, invalid, notFound, query } from "#core/operation";
import {
  changesOf,
  cursorOf,
  listInput,
  listOf,
  staleOrMissing,
  versionShape,
} from "#core/records/server";
import {
  endsBeforeItBegins,
  noticeById,
  noticeExample,
  noticeFields,
  noticePage,
  noticeShape,
  storeNotice,
} from "./notice.ts";

export const listNotices = query({
  id: "home.listNotices",
  summary: "The notice board: pinned first, then the newest",
  permission: "home.notice.read",
  http: { method: "GET", path: "/notices" },
  input: listInput({
    scopeId: uuid.optional().describe("Only the notices of this scope."),
    show: z
      .enum(["current", "all"])
      .default("current")
      .describe("What hangs today, or everything."),
  }),
  output: listOf(noticeShape),
  example: { input: {}, output: { items: [noticeExample], next: null } },
  read: ({ scopeId, show, after, limit }, { scopes }) => {
    const cursor = cursorOf(after, z.tuple([z.enum(["true", "false"]), uuid]));
    const today = statement`(select current_setting('plumb.today')::date)`;
    const hanging = (within: Statement) => statement`
      select n.* from notice n where ${within}
        ${show === "current" ? statement`and n.from_on <= ${today} and (n.until_on is null or n.until_on >= ${today})` : statement``}
        ${cursor ? statement`and (n.pinned, n.id) < (${cursor[0]}::boolean, ${cursor[1]}::uuid)` : statement``}
      order by n.pinned desc, n.id desc`;
    // The database's policy is the wall; literal scopes only let it use the index that begins with them.
    if (scopeId) return noticePage(limit, hanging(statement`n.scope_id = ${scopeId}`));
    if (!scopes) return noticePage(limit, hanging(statement`true`));
    const inEach = hanging(statement`n.scope_id = reach.scope_id`);
    return noticePage(
      limit,
      statement`select n.* from unnest(${scopes}::uuid[]) reach (scope_id) cross join lateral (${inEach} limit 101) n
        order by n.pinned desc, n.id desc`,
    );
  },
});

export const getNotice = query({
  id: "home.getNotice",
  summary: "One notice",
  permission: "home.notice.read",
  http: { method: "GET", path: "/notices/{id}" },
  input: z.strictObject({ id: uuid }),
  output: noticeShape,
  example: { input: { id: noticeExample.id }, output: noticeExample },
  read: ({ id }) => noticeById(id),
});

export const postNotice = command({
  id: "home.postNotice",
  summary: "Post a notice for everybody in a scope",
  permission: "home.notice.write",
  http: { method: "POST", path: "/notices", status: 201 },
  input: z.strictObject({
    ...noticeFields,
    untilOn: noticeFields.untilOn.default(null),
    pinned: noticeFields.pinned.default(false),
    scopeId: uuid,
  }),
  output: noticeShape,
  example: {
    input: {
      title: noticeExample.title,
      text: noticeExample.text,
      fromOn: noticeExample.fromOn,
      scopeId: noticeExample.scopeId,
    },
    output: noticeExample,
  },
  at: async (_, { scopeId }) => ({ scopeId }),
  run: async (ctx, input) => {
    checkDates(input);
    if (ctx.actor.membershipId === null)
      throw new Failure(
        "forbidden",
        "Notices are posted by people. Sign in as a person of the organisation.",
      );
    return storeNotice({
      ...input,
      id: ctx.newId(),
      organizationId: ctx.organization.id,
      authorId: ctx.actor.membershipId,
      at: ctx.now(),
    });
  },
});

export const editNotice = command({
  id: "home.editNotice",
  summary: "Change a notice",
  permission: "home.notice.write",
  http: { method: "PATCH", path: "/notices/{id}" },
  input: z.strictObject({ id: uuid, version: z.int(), ...z.object(noticeFields).partial().shape }),
  output: noticeShape,
  example: {
    input: { id: noticeExample.id, version: 1, title: "Fire drill on Friday at ten" },
    output: { ...noticeExample, title: "Fire drill on Friday at ten", version: 2 },
  },
  at: async (ctx, { id }) => lockNotice(ctx, id),
  run: async (ctx, input, { notice }) => {
    if (notice.version !== input.version) throw staleOrMissing("notice", notice);
    const changes = changesOf(
      {
        title: notice.title,
        text: notice.text,
        from_on: notice.from_on,
        until_on: notice.until_on,
        pinned: notice.pinned,
      },
      {
        title: input.title,
        text: input.text,
        from_on: input.fromOn,
        until_on: input.untilOn,
        pinned: input.pinned,
      },
    );
    checkDates({
      fromOn: changes.from_on ?? notice.from_on,
      untilOn: changes.until_on === undefined ? notice.until_on : changes.until_on,
    });
    if (Object.keys(changes).length > 0) {
      await ctx.db
        .updateTable("notice")
        .set({ ...changes, version: notice.version + 1, updated_at: ctx.now() })
        .where("id", "=", input.id)
        .execute();
    }
    return noticeById(input.id);
  },
});

export const removeNotice = command({
  id: "home.removeNotice",
  summary: "Take a notice off the board; the log keeps it",
  permission: "home.notice.write",
  http: { method: "DELETE", path: "/notices/{id}", status: 204 },
  input: z.strictObject({ id: uuid, version: versionShape }),
  output: nothing,
  example: { input: { id: noticeExample.id, version: 1 }, output: null },
  at: async (ctx, { id }) => lockNotice(ctx, id),
  run: async (ctx, input, { notice }) => {
    if (notice.version !== input.version) throw staleOrMissing("notice", notice);
    await ctx.db.deleteFrom("notice").where("id", "=", input.id).execute();
    return null;
  },
});

const lockNotice = async (ctx: Context, id: string) => {
  const notice = await ctx.db
    .selectFrom("notice")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!notice) throw notFound("notice");
  return { scopeId: notice.scope_id, notice };
};

const checkDates = (dates: { fromOn: string; untilOn: string | null }): void => {
  if (endsBeforeItBegins(dates)) {
    throw invalid("The notice was not saved.", [
      { path: "untilOn", message: "Choose a last day that is not before the first." },
    ]);
  }
};
