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

export const noticeJson = statement`json_build_object('id', n.id, 'title', n.title, 'text', n.text, 'fromOn', n.from_on, 'untilOn', n.until_on,
  'pinned', n.pinned, 'scopeId', n.scope_id, 'scopeName', (select s.name from scope s where s.org_id = n.org_id and s.id = n.scope_id),
  'authorId', n.author_id, 'authorName', (select m.printed_name from membership m where m.org_id = n.org_id and m.id = n.author_id),
  'version', n.version, 'createdAt', n.created_at, 'updatedAt', n.updated_at)`;

export const noticeById = (id: string): Statement =>
  statement`select ${noticeJson}::text as json from notice n where n.id = ${id}`;

export const endsBeforeItBegins = ({
  fromOn,
  untilOn,
}: {
  fromOn: string;
  untilOn: string | null;
}): boolean => untilOn !== null && untilOn < fromOn;
