import { createHash } from "node:crypto";
import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { nothing } from "#core/identity";
import { command, type Context, invalid, notFound, reply, signedIn } from "#core/operation";
import { staleOrMissing, versionShape } from "#core/records/server";
import { readPicture } from "./organization-picture.ts";
import { settleSetup } from "./organization-setup.ts";

/** Version 0 until there was ever a logo; the rest is null while there is none. */
export const logoShape = z.strictObject({
  digest: z.string().nullable(),
  type: z.string().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  version: z.int(),
});
export const logoExample = {
  digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  type: "image/png",
  width: 240,
  height: 64,
  version: 1,
};

export const logoJson: Statement = statement`(select json_build_object('digest', max(l.digest), 'type', max(l.type), 'width', max(l.width), 'height', max(l.height),
  'version', coalesce(max(l.version), 0)) from organization_logo l)`;

const logo: Statement = statement`select ${logoJson}::text as json`;

const pieces = z
  .array(
    z
      .string()
      .min(1, "Send the picture in base64.")
      .max(90_000, "Send pieces of at most 90,000 characters.")
      .regex(/^[A-Za-z0-9+/]+={0,2}$/, "Send the picture in base64."),
  )
  .min(1, "Choose a picture.")
  .max(4, "The picture is larger than 256 KB. Save it smaller.")
  .describe("The file in base64, cut into texts that a body may hold; joined in their order.");

export const setLogo = command({
  id: "access.setLogo",
  summary:
    "Give the organisation a logo: PNG, JPEG or WebP, at most 256 KB and 1,024 pixels a side",
  permission: "access.organization.write",
  http: { method: "POST", path: "/organization/logo" },
  input: z.strictObject({ version: z.int(), pieces }),
  output: logoShape,
  example: {
    input: {
      version: 0,
      pieces: [
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      ],
    },
    output: logoExample,
  },
  run: async (ctx, input) => {
    const picture = readPicture(Buffer.from(input.pieces.join(""), "base64"));
    if (typeof picture === "string") throw invalid(picture, [{ path: "pieces", message: picture }]);
    const digest = createHash("sha256").update(picture.content).digest("hex");
    await put(ctx, input.version, { ...picture, digest });
    await settleSetup(ctx);
    return logo;
  },
});

export const removeLogo = command({
  id: "access.removeLogo",
  summary: "Go on without a logo",
  permission: "access.organization.write",
  http: { method: "DELETE", path: "/organization/logo", status: 204 },
  input: z.strictObject({ version: versionShape }),
  output: nothing,
  example: { input: { version: 1 }, output: null },
  run: async (ctx, { version }) => {
    const { digest } = await lockLogo(ctx, version);
    if (digest === null) throw notFound("logo");
    await put(ctx, version, { content: null, type: null, digest: null, width: null, height: null });
    return null;
  },
});

/** A command only because its answer is no JSON. The address names the content, so a copy of it never grows old. */
export const readLogo = command({
  id: "access.readLogo",
  summary: "The picture itself",
  permission: signedIn("It stands on every page of whoever works in the organisation."),
  http: { method: "GET", path: "/organization/logo/{digest}" },
  input: z.strictObject({ digest: z.string().max(64) }),
  output: z.string(),
  example: { input: { digest: logoExample.digest }, output: "…" },
  run: async (ctx, { digest }) => {
    const found = await ctx.db
      .selectFrom("organization_logo")
      .select(["content", "type"])
      .where("org_id", "=", ctx.organization.id)
      .where("digest", "=", digest)
      .executeTakeFirst();
    if (!found?.content || !found.type) throw notFound("logo");
    const { content, type: contentType } = found;
    return reply({
      stream: {
        chunks: (async function* () {
          yield content;
        })(),
        contentType,
        fileName: `logo.${contentType.replace("image/", "")}`,
        cacheSeconds: 31_536_000,
      },
    });
  },
});

type Stored = {
  readonly content: Buffer | null;
  readonly type: string | null;
  readonly digest: string | null;
  readonly width: number | null;
  readonly height: number | null;
};

const put = async (
  ctx: Context,
  version: number,
  { content, type, digest, width, height }: Stored,
) => {
  const { id } = ctx.organization;
  const current = await lockLogo(ctx, version);
  if (digest !== null && digest === current.digest) return;
  const stored = { content, type, digest, width, height, version: version + 1 };
  const { numInsertedOrUpdatedRows } = await ctx.db
    .insertInto("organization_logo")
    .values({ org_id: id, id, ...stored })
    .onConflict((conflict) =>
      conflict
        .columns(["org_id", "id"])
        .doUpdateSet(stored)
        .where("organization_logo.version", "=", version),
    )
    .executeTakeFirstOrThrow();
  if (!numInsertedOrUpdatedRows) throw staleOrMissing("logo", current);
};

const lockLogo = async (ctx: Context, version: number) => {
  const current = (await ctx.db
    .selectFrom("organization_logo")
    .select(["digest", "version"])
    .where("org_id", "=", ctx.organization.id)
    .forUpdate()
    .executeTakeFirst()) ?? { digest: null, version: 0 };
  if (current.version !== version) throw staleOrMissing("logo", current);
  return current;
};
