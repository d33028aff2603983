import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { command, type Context } from "#core/operation";
import { staleOrMissing } from "#core/records/server";
import { settleSetup } from "./organization-setup.ts";

const tone = z.enum(["info", "warning"], { error: "Choose info or warning." });

/** Version 0 until there was ever a banner; the text is null while there is none. */
export const bannerShape = z.strictObject({
  text: z.string().nullable(),
  tone,
  untilOn: z.iso.date().nullable(),
  version: z.int(),
});
export const bannerExample = {
  text: "The canteen is closed this week.",
  tone: "info" as const,
  untilOn: "2026-12-24",
  version: 1,
};

export const bannerJson: Statement = statement`(select json_build_object('text', max(b.text), 'tone', coalesce(max(b.tone), 'info'), 'untilOn', max(b.until_on),
  'version', coalesce(max(b.version), 0)) from organization_banner b)`;

export const setBanner = command({
  id: "access.setBanner",
  summary:
    "Say something on top of every page of the organisation, for ever or until a day; or take it down",
  permission: "access.organization.write",
  http: { method: "PATCH", path: "/organization/banner" },
  input: z.strictObject({
    version: z.int(),
    text: z
      .string()
      .trim()
      .max(200, "Use at most 200 characters.")
      .regex(/^[^\r\n\t]*$/, "Write one line.")
      .describe("Plain text; empty takes the banner down."),
    tone: tone.default("info"),
    untilOn: z.iso
      .date("Enter a date.")
      .nullable()
      .default(null)
      .describe("The last day it is shown."),
  }),
  output: bannerShape,
  example: {
    input: { version: 0, text: bannerExample.text, tone: "info", untilOn: "2026-12-24" },
    output: bannerExample,
  },
  run: async (ctx, { version, text, tone: toneOf, untilOn }) => {
    const current = await lockBanner(ctx);
    if (current.version !== version) throw staleOrMissing("banner", current);
    const wanted = {
      text: text === "" ? null : text,
      tone: toneOf,
      until_on: text === "" ? null : untilOn,
    };
    if (version === 0 || isOther(current, wanted)) await put(ctx, version, wanted);
    await settleSetup(ctx);
    return statement`select ${bannerJson}::text as json`;
  },
});

type Banner = {
  readonly text: string | null;
  readonly tone: string;
  readonly until_on: string | null;
};

const isOther = (one: Banner, other: Banner): boolean =>
  one.text !== other.text || one.tone !== other.tone || one.until_on !== other.until_on;

const put = async (ctx: Context, version: number, banner: Banner): Promise<void> => {
  const { id } = ctx.organization;
  const stored = { ...banner, version: version + 1 };
  const { numInsertedOrUpdatedRows } = await ctx.db
    .insertInto("organization_banner")
    .values({ org_id: id, id, ...stored })
    .onConflict((conflict) =>
      conflict
        .columns(["org_id", "id"])
        .doUpdateSet(stored)
        .where("organization_banner.version", "=", version),
    )
    .executeTakeFirstOrThrow();
  if (!numInsertedOrUpdatedRows) throw staleOrMissing("banner", { version });
};

const lockBanner = async (ctx: Context): Promise<Banner & { readonly version: number }> =>
  (await ctx.db
    .selectFrom("organization_banner")
    .select(["text", "tone", "until_on", "version"])
    .where("org_id", "=", ctx.organization.id)
    .forUpdate()
    .executeTakeFirst()) ?? { text: null, tone: "info", until_on: null, version: 0 };
