import { z } from "zod";
import { statement, type Statement } from "#core/database";
import { instant, uuid } from "#core/identity";

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

/**
 * `item` is a notice as it is answered; `n` is its row, for filters and order. Names are looked up row by row: as joins they
 * would tempt the planner to begin with them and to sort a whole board for its first page.
 */
const answered = (source: Statement): Statement => statement`${source} n
  cross join lateral (select n.id, n.title, n.text, n.from_on as "fromOn", n.until_on as "untilOn", n.pinned, n.scope_id as "scopeId",
    (select s.name from scope s where s.org_id = n.org_id and s.id = n.scope_id) as "scopeName", n.author_id as "authorId",
    (select m.printed_name from membership m where m.org_id = n.org_id and m.id = n.author_id) as "authorName", n.version,
    n.created_at as "createdAt", n.updated_at as "updatedAt") item`;

export const noticeRows = answered(statement`notice`);

export const noticeById = (id: string): Statement =>
  statement`select row_to_json(item)::text as json from ${noticeRows} where n.id = ${id}`;

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
  select row_to_json(item)::text as json from ${answered(statement`added`)}`;

export const endsBeforeItBegins = ({
  fromOn,
  untilOn,
}: {
  fromOn: string;
  untilOn: string | null;
}): boolean => untilOn !== null && untilOn < fromOn;
