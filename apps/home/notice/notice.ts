import { z } from "zod";
import { statement, type Statement } from "#core/database";
import { instant, uuid } from "#core/identity";
import { namedPageJson, namesOf } from "#core/records/server";

const date = z.iso.date("Enter a date.");
const title = z.string().trim().min(1, "Enter a title.").max(200, "Use at most 200 characters.");
const text = z.string().trim().max(10_000, "Use at most 10,000 characters.");

export const noticeFields = {
  title,
  text,
  fromOn: date.describe("The first day it hangs on the board."),
  untilOn: date.nullable().describe("The last day; null for ever."),
  pinned: z.boolean(),
};

export const noticeShape = z.strictObject({
  id: uuid,
  title: z.string(),
  text: z.string(),
  fromOn: date,
  untilOn: date.nullable(),
  pinned: z.boolean(),
  scopeId: uuid,
  scopeName: z.string(),
  authorId: uuid,
  authorName: z.string().nullable(),
  version: z.int(),
  createdAt: instant,
  updatedAt: instant,
});

export const noticeExample = {
  id: "0198f1a0-0000-7000-8000-0000000000e1",
  title: "Fire drill on Friday",
  text: "The alarm sounds at ten. Meet at the north gate.",
  fromOn: "2026-11-20",
  untilOn: "2026-11-27",
  pinned: true,
  scopeId: "0198f1a0-0000-7000-8000-0000000000aa",
  scopeName: "Whole organisation",
  authorId: "0198f1a0-0000-7000-8000-000000000002",
  authorName: "Nora Lind",
  version: 1,
  createdAt: "2026-11-20T09:30:00.123456+00:00",
  updatedAt: "2026-11-20T09:30:00.123456+00:00",
};

const columns = (scopeName: Statement, authorName: Statement): Statement => statement`
  n.id, n.title, n.text, n.from_on as "fromOn", n.until_on as "untilOn", n.pinned, n.scope_id as "scopeId", ${scopeName} as "scopeName",
  n.author_id as "authorId", ${authorName} as "authorName", n.version, n.created_at as "createdAt", n.updated_at as "updatedAt"`;

/** A page of the board: `rows` are whole notices in their order. */
export const noticePage = (limit: number, rows: Statement): Statement =>
  namedPageJson(limit, {
    rows,
    key: statement`array[n.pinned::text, n.id::text]`,
    names: statement`
      ${namesOf(statement`select s.id, s.name from scope s where s.id = any(array(select scope_id from found))`)} scopes,
      ${namesOf(statement`select m.id, m.printed_name as name from membership m where m.id = any(array(select author_id from found))`)} authors`,
    columns: columns(
      statement`scopes.names[array_position(scopes.ids, n.scope_id)]`,
      statement`authors.names[array_position(authors.ids, n.author_id)]`,
    ),
  });

const answered = (source: Statement): Statement => statement`
  select row_to_json(item)::text as json from ${source} n cross join lateral (select ${columns(
    statement`(select s.name from scope s where s.org_id = n.org_id and s.id = n.scope_id)`,
    statement`(select m.printed_name from membership m where m.org_id = n.org_id and m.id = n.author_id)`,
  )}) item`;

export const noticeById = (id: string): Statement =>
  statement`${answered(statement`notice`)} where n.id = ${id}`;

export type NewNotice = {
  readonly id: string;
  readonly organizationId: string;
  readonly scopeId: string;
  readonly title: string;
  readonly text: string;
  readonly fromOn: string;
  readonly untilOn: string | null;
  readonly pinned: boolean;
  readonly authorId: string;
  readonly at: Date;
};

/** Stores and answers in one statement: a post is the commonest change there is. */
export const storeNotice = (notice: NewNotice): Statement => statement`
  with added as (
    insert into notice (org_id, id, scope_id, title, text, from_on, until_on, pinned, author_id, created_at, updated_at)
    values (${notice.organizationId}, ${notice.id}, ${notice.scopeId}, ${notice.title}, ${notice.text}, ${notice.fromOn},
      ${notice.untilOn}, ${notice.pinned}, ${notice.authorId}, ${notice.at}, ${notice.at})
    returning *)
  ${answered(statement`added`)}`;

export const endsBeforeItBegins = ({
  fromOn,
  untilOn,
}: {
  fromOn: string;
  untilOn: string | null;
}): boolean => untilOn !== null && untilOn < fromOn;
