import { z } from "zod";
import { statement } from "#core/database";
import { instant, mailLetter, nothing, uuid } from "#core/identity";
import {
  command,
  type Context,
  Failure,
  invalid,
  notFound,
  type Operation,
  query,
} from "#core/operation";
import { inEnglish, permissionOf, type RecordType, type Registry, whyClosed } from "#core/records";
import { explain } from "./edit.ts";
import { lockRecord } from "./load.ts";
import { exampleId, operationId, read } from "./names.ts";
import { requirePart } from "./person.ts";
import { reasonShape } from "./shapes.ts";
import { partyOf } from "./write.ts";

const commentView = z.strictObject({
  id: uuid,
  authorId: uuid,
  authorName: z.string().nullable(),
  text: z.string(),
  mentions: z.array(uuid),
  createdAt: instant,
});

const commentJson = statement`json_build_object('id', c.id, 'authorId', c.author_id, 'authorName',
  (select m.printed_name from membership m where m.org_id = c.org_id and m.id = c.author_id), 'text', c.text, 'mentions', c.mentions, 'createdAt', c.created_at)`;

const commentExample = {
  id: exampleId,
  authorId: "0198f1a0-0000-7000-8000-000000000002",
  authorName: "Nora Lind",
  text: "Please look at the second batch too.",
  mentions: [],
  createdAt: "2026-11-20T09:30:00.123456+00:00",
};

export const listCommentsOperation = (type: RecordType): Operation =>
  query({
    id: operationId(type, "listComments"),
    summary: `The discussion of a ${type.one}, oldest first`,
    permission: read(type),
    http: { method: "GET", path: `${type.path}/{id}/comments` },
    input: z.strictObject({ id: uuid }),
    output: z.strictObject({ items: z.array(commentView) }),
    example: { input: { id: exampleId }, output: { items: [commentExample] } },
    read: ({ id }) => statement`
      select json_build_object('items', (select coalesce(json_agg(${commentJson} order by c.id), '[]') from record_comment c where c.record_id = r.id))::text as json
      from record r where r.id = ${id} and r.type = ${type.name}`,
  });

/** Whoever may read may take part; who is mentioned gets a letter, if they may read it too. */
export const commentOperation = (type: RecordType): Operation =>
  command({
    id: operationId(type, "comment"),
    summary: `Say something about a ${type.one}`,
    permission: read(type),
    http: { method: "POST", path: `${type.path}/{id}/comments`, status: 201 },
    input: z.strictObject({
      id: uuid,
      text: z
        .string()
        .trim()
        .min(1, "Write something first.")
        .max(5_000, "Use at most 5,000 characters."),
      mentions: z.array(uuid).max(20, "Mention at most 20 people.").default([]),
    }),
    output: commentView,
    example: { input: { id: exampleId, text: commentExample.text }, output: commentExample },
    at: async (ctx, { id }) => {
      const record = await lockRecord(ctx, type, id);
      await requirePart(ctx, record, type);
      return { scopeId: record.scopeId, record };
    },
    run: async (ctx, { text, mentions }, { record }) => {
      const author = ctx.actor.membershipId;
      if (author === null) throw onlyPeople();
      const id = ctx.newId();
      await tell(ctx, type, record, [...new Set(mentions)], text);
      return statement`with c as (insert into record_comment (org_id, id, scope_id, record_id, author_id, text, mentions, created_at)
          values (${ctx.organization.id}, ${id}, ${record.scopeId}, ${record.id}, ${author}, ${text}, ${mentions}::uuid[], ${ctx.now()}) returning *)
        select ${commentJson}::text as json from c`;
    },
  });

const tell = async (
  ctx: Context,
  type: RecordType,
  record: { id: string; number: string | null; title: string; scopeId: string },
  mentions: readonly string[],
  text: string,
): Promise<void> => {
  if (mentions.length === 0) return;
  const people = await ctx.sql<{ id: string; email: string | null; reads: boolean }>(
    statement`select m.id, (select email from person_in_organization(m.person_id)) as email, other_holds(m.id, ${permissionOf(type, "read")}, ${record.scopeId}) as reads
      from membership m where m.active and m.id = any(${[...mentions]}::uuid[])`,
  );
  const blind = mentions.filter((id) => !people.some((one) => one.id === id && one.reads));
  if (blind.length > 0)
    throw invalid("Nothing was said.", [
      { path: "mentions", message: `Mention only people who may see this ${type.one}.` },
    ]);
  const name = record.number ? `${record.number} ${record.title}` : record.title;
  for (const { email } of people)
    if (email !== null)
      await mailLetter(ctx, {
        to: email,
        subject: `${ctx.actor.printedName ?? "Somebody"} mentioned you: ${name}`,
        body: `${text}\n\n${ctx.settings.publicUrl}${type.path}/${record.id}`,
      });
};

const onlyPeople = (): Failure =>
  new Failure("forbidden", "This is for people. Sign in as a person of the organisation.");

/** Links this record to another one that its maker sees too. */
export const linkOperation = (registry: Registry, type: RecordType): Operation =>
  command({
    id: operationId(type, "link"),
    summary: `Link a ${type.one} to another record`,
    permission: read(type),
    http: { method: "POST", path: `${type.path}/{id}/links`, status: 201 },
    input: z.strictObject({
      id: uuid,
      kind: z.enum(Object.keys(type.links) as [string, ...string[]], {
        error: "Choose a kind of link.",
      }),
      toId: uuid,
      reason: reasonShape.optional(),
    }),
    output: z.strictObject({ id: uuid }),
    example: {
      input: { id: exampleId, kind: Object.keys(type.links)[0] ?? "", toId: exampleId },
      output: { id: exampleId },
    },
    at: async (ctx, { id }) => {
      const record = await lockRecord(ctx, type, id);
      return { scopeId: record.scopeId, record };
    },
    run: async (ctx, { kind, toId, reason }, { record }) => {
      await mayChangeLinks(ctx, registry, type, record);
      const [other] = await ctx.sql<{ type: string; seen: boolean }>(
        statement`select o.type, holds(o.type || '.read', o.scope_id) as seen from record o where o.id = ${toId}`,
      );
      if (!other?.seen || !type.links[kind]?.to.includes(other.type) || toId === record.id)
        throw invalid("Nothing was linked.", [
          { path: "toId", message: "Choose another record of a fitting type that you can see." },
        ]);
      await explain(ctx, record, reason);
      const id = ctx.newId();
      await ctx.sql(partyOf(ctx, record, "editor"));
      await ctx.sql(statement`insert into record_link (org_id, id, scope_id, record_id, to_id, kind, author_id, created_at)
        values (${ctx.organization.id}, ${id}, ${record.scopeId}, ${record.id}, ${toId}, ${kind}, ${ctx.actor.membershipId}, ${ctx.now()})`);
      return { id };
    },
  });

export const unlinkOperation = (registry: Registry, type: RecordType): Operation =>
  command({
    id: operationId(type, "unlink"),
    summary: `End a link of a ${type.one}`,
    permission: read(type),
    http: { method: "DELETE", path: `${type.path}/{id}/links/{linkId}`, status: 204 },
    input: z.strictObject({ id: uuid, linkId: uuid, reason: reasonShape.optional() }),
    output: nothing,
    example: { input: { id: exampleId, linkId: exampleId }, output: null },
    at: async (ctx, { id }) => {
      const record = await lockRecord(ctx, type, id);
      return { scopeId: record.scopeId, record };
    },
    run: async (ctx, { linkId, reason }, { record }) => {
      await mayChangeLinks(ctx, registry, type, record);
      await explain(ctx, record, reason);
      await ctx.sql(partyOf(ctx, record, "editor"));
      const ended =
        await ctx.sql(statement`update record_link set ended_at = ${ctx.now()}, ended_by = ${ctx.actor.membershipId}
        where id = ${linkId} and record_id = ${record.id} and ended_at is null returning id`);
      if (ended.length === 0) throw notFound("link");
      return null;
    },
  });

const mayChangeLinks = async (
  ctx: Context,
  registry: Registry,
  type: RecordType,
  record: Awaited<ReturnType<typeof lockRecord>>,
): Promise<void> => {
  if (ctx.actor.membershipId === null) throw onlyPeople();
  const why = whyClosed(registry, type, "links", record, await requirePart(ctx, record, type));
  if (why) throw new Failure("conflict", inEnglish(why));
};
