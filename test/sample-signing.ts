import { CompiledQuery } from "kysely";
import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { uuid } from "#core/identity";
import { command, type Context, notFound, query } from "#core/operation";
import {
  type Content,
  coveredRow,
  digestOfCovered,
  endSignatures,
  jsonOfCovered,
  purposeOf,
  sign,
  signatureExample,
  signaturesJson,
  signatureShape,
  signatureView,
} from "#core/signatures";
import type { TestHouse, TestOrganization } from "./harness.ts";
import { proofFor } from "./signing.ts";

export const reportType = "sample.report";
export const meaning = "I approve this report";
const permission = "home.notice.write";
const someId = "0198f1a0-0000-7000-8000-0000000000e1";
const titleInput = z.strictObject({ id: uuid, title: z.string() });
const signed = z.strictObject({ id: uuid, role: z.string() });

/** Title and number of a record and the text of its comments stand for fields and children of a type. */
const coveredOf = (id: Statement): Statement => statement`
  select ${coveredRow("records.record", statement`r`, ["title", "number"])} from record r where r.id = ${id}
  union all select ${coveredRow("records.comment", statement`c`, ["text"])} from record_comment c where c.record_id = ${id}`;

const locked = async (ctx: Context, id: string) => {
  const record = await ctx.db
    .selectFrom("record")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!record) throw notFound("report");
  return { scopeId: record.scope_id, record };
};

const signReport = command({
  id: "sample.signReport",
  summary: "Signs as the record kit does",
  permission,
  http: { method: "POST", path: "/samples/reports/{id}/sign" },
  input: z.strictObject({ id: uuid, signature: signatureShape }),
  output: signed,
  example: {
    input: { id: someId, signature: signatureExample },
    output: { id: someId, role: "Member" },
  },
  at: async (ctx, { id }) => locked(ctx, id),
  run: async (ctx, { signature }, { scopeId, record }) => {
    const { text, values } =
      statement`select ${jsonOfCovered(coveredOf(statement`${record.id}::uuid`))}::json as rows`;
    const { rows } = await ctx.db.executeQuery<{ rows: Content }>(
      CompiledQuery.raw(text, [...values]),
    );
    const { id, role } = await sign(ctx, {
      recordId: record.id,
      scopeId,
      type: reportType,
      definition: record.definition,
      recordVersion: record.version,
      point: "approval",
      meaning,
      permission,
      rows: rows[0]?.rows ?? [],
      ...signature,
    });
    return { id, role };
  },
});

const retitle = command({
  id: "sample.retitleReport",
  summary: "Changes what is covered without a look at signatures, as a faulty app would",
  permission,
  http: { method: "POST", path: "/samples/reports/{id}/title" },
  input: titleInput,
  output: z.null(),
  example: { input: { id: someId, title: "Other" }, output: null },
  at: async (ctx, { id }) => locked(ctx, id),
  run: async (ctx, { id, title }) => {
    await ctx.db.updateTable("record").set({ title }).where("id", "=", id).execute();
    return null;
  },
});

const reopen = command({
  id: "sample.reopenReport",
  summary: "Ends what stands at the point",
  permission,
  http: { method: "POST", path: "/samples/reports/{id}/reopen" },
  input: titleInput,
  output: z.strictObject({ ended: z.array(z.string()) }),
  example: { input: { id: someId, title: "Reopened" }, output: { ended: [] } },
  at: async (ctx, { id }) => locked(ctx, id),
  run: async (ctx, { id, title }) => {
    const ending = { recordId: id, points: ["approval"], reason: title };
    return {
      ended: (await endSignatures(ctx, ending)).map(({ printedName }) => printedName),
    };
  },
});

const showReport = query({
  id: "sample.showReport",
  summary: "What is to be signed, and the signatures",
  permission: "home.notice.read",
  http: { method: "GET", path: "/samples/reports/{id}" },
  input: z.strictObject({ id: uuid }),
  output: z.strictObject({ digest: z.string(), signatures: z.array(signatureView) }),
  example: { input: { id: someId }, output: { digest: signatureExample.digest, signatures: [] } },
  read: ({ id }) => {
    const digest = digestOfCovered(coveredOf(statement`${id}::uuid`));
    return statement`select json_build_object('digest', ${digest}, 'signatures',
      ${signaturesJson(statement`r`, statement`jsonb_build_object('approval', ${digest})`)})::text as json from record r where r.id = ${id}`;
  },
});

export const sampleSigning = [signReport, retitle, reopen, showReport];

/** A record of no type that any app knows, with comments. */
export const addReport = (
  house: TestHouse,
  organization: TestOrganization,
  { title = "Report", comments = ["As planned"], scopeId = organization.id } = {},
): Promise<string> =>
  house.act(organization, async (ctx) => {
    const id = ctx.newId();
    const common = { org_id: organization.id, scope_id: scopeId, created_at: ctx.now() };
    await ctx.db
      .insertInto("record")
      .values({
        ...common,
        ...{ id, type: reportType, definition: 1, title, number: `R-${id}`, state: "review" },
        ...{ waits_for: "approve", retention: "none", updated_at: ctx.now() },
      })
      .execute();
    const author = await ctx.db.selectFrom("membership").select("id").executeTakeFirst();
    for (const text of comments)
      await ctx.db
        .insertInto("record_comment")
        .values({ ...common, id: ctx.newId(), record_id: id, author_id: author?.id ?? "", text })
        .execute();
    return id;
  });

type Shown = {
  readonly digest: string;
  readonly signatures: readonly {
    readonly stands: string;
    readonly printedName: string;
    readonly role: string;
    readonly endReason: string | null;
  }[];
};

export const showReportTo = (house: TestHouse, id: string, token: string): Promise<Shown> =>
  house.call<Shown>("sample.showReport", { id }, token);

export const purposeOfReport = (recordId: string): string =>
  purposeOf({ type: reportType, point: "approval", recordId });

/** The whole ceremony: what is shown, the password, the signature. */
export const signReportAs = async (
  house: TestHouse,
  id: string,
  token: string,
  change: { readonly digest?: string; readonly role?: string; readonly proof?: string } = {},
): Promise<Record<string, unknown>> => {
  const digest = change.digest ?? (await showReportTo(house, id, token)).digest;
  const proof =
    change.proof ?? (await proofFor(house, token, { purpose: purposeOfReport(id), digest }));
  const signature = { proof, digest, ...(change.role ? { role: change.role } : {}) };
  return house.call("sample.signReport", { id, signature }, token);
};
