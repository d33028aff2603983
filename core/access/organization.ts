import { sql } from "kysely";
import { z } from "zod";
import { type Statement, statement } from "#core/database";
import { language, uuid } from "#core/identity";
import { command, type Context, invalid, query, signedIn } from "#core/operation";
import { staleOrMissing } from "#core/records/server";
import { currencies } from "./currencies.ts";
import { bannerExample, bannerJson, bannerShape } from "./organization-banner.ts";
import { logoExample, logoJson, logoShape } from "./organization-logo.ts";
import { settleSetup } from "./organization-setup.ts";

const name = z.string().trim().min(1, "Enter a name.").max(120, "Use at most 120 characters.");
const zone = z.string().max(60, "Choose a time zone, such as Europe/Athens.");
const currency = z.enum(currencies, { error: "Choose a currency, such as EUR." });

const organizationShape = z.strictObject({
  id: uuid,
  name: z.string(),
  language: z.string(),
  zone: z.string(),
  currency: z.string(),
  logo: logoShape,
  banner: bannerShape,
  version: z.int(),
});
const organizationExample = {
  id: "0198f1a0-0000-7000-8000-0000000000aa",
  name: "Northlake Pharma",
  language: "en",
  zone: "Europe/Stockholm",
  currency: "SEK",
  logo: logoExample,
  banner: bannerExample,
  version: 1,
};

const organizationJson: Statement = statement`
  select json_build_object('id', o.id, 'name', o.name, 'language', o.language, 'zone', o.zone, 'currency', o.currency, 'version', o.version,
    'logo', ${logoJson}, 'banner', ${bannerJson})::text as json from own_organization() o`;

export const getOrganization = query({
  id: "access.getOrganization",
  unscoped: true,
  summary: "What the organisation is called and looks like, its language, time zone and currency",
  permission: "access.organization.read",
  http: { method: "GET", path: "/organization" },
  input: z.strictObject({}),
  output: organizationShape,
  example: { input: {}, output: organizationExample },
  read: () => organizationJson,
});

export const listOrganizationChoices = query({
  id: "access.listOrganizationChoices",
  unscoped: true,
  summary: "The time zones and currencies that an organisation can choose from",
  permission: "access.organization.read",
  http: { method: "GET", path: "/organization/choices" },
  input: z.strictObject({}),
  output: z.strictObject({ zones: z.array(z.string()), currencies: z.array(z.string()) }),
  example: { input: {}, output: { zones: ["Europe/Athens", "UTC"], currencies: ["EUR", "SEK"] } },
  read: () =>
    statement`select ${JSON.stringify({ zones: [...Intl.supportedValuesOf("timeZone"), "UTC"], currencies })}::text as json`,
});

export const getLetterhead = query({
  id: "access.getLetterhead",
  summary: "The organisation's name, logo and banner, as everybody in it sees them",
  permission: signedIn("It stands on every page of whoever works in the organisation."),
  http: { method: "GET", path: "/organization/letterhead" },
  input: z.strictObject({}),
  output: z.strictObject({
    name: z.string().nullable(),
    logo: logoShape.pick({ digest: true, width: true, height: true }),
    banner: bannerShape.omit({ version: true }),
  }),
  example: {
    input: {},
    output: {
      name: organizationExample.name,
      logo: { digest: logoExample.digest, width: 240, height: 64 },
      banner: { text: bannerExample.text, tone: "info", untilOn: "2026-12-24" },
    },
  },
  // A banner whose last day is over is as good as none; the day is the organisation's own.
  read: () => statement`
    select json_build_object('name', (select o.name from own_organization() o),
      'logo', (select json_build_object('digest', max(l.digest), 'width', max(l.width), 'height', max(l.height)) from organization_logo l),
      'banner', (select json_build_object('text', max(b.text), 'tone', coalesce(max(b.tone), 'info'), 'untilOn', max(b.until_on)) from organization_banner b
        where b.until_on is null or b.until_on >= nullif(current_setting('plumb.today', true), '')::date))::text as json`,
});

export const editOrganization = command({
  id: "access.editOrganization",
  summary: "Change the organisation's name, language, time zone or currency",
  permission: "access.organization.write",
  http: { method: "PATCH", path: "/organization" },
  input: z.strictObject({
    version: z.int(),
    name: name.optional(),
    language: language.optional(),
    zone: zone.optional(),
    currency: currency.optional(),
    confirmed: z
      .boolean()
      .default(false)
      .describe("Needed to change the time zone or the currency: what follows is understood."),
  }),
  output: organizationShape,
  example: { input: { version: 1, name: "Northlake Pharma" }, output: organizationExample },
  run: async (ctx, input) => {
    const current = await ownOrganization(ctx);
    if (current.version !== input.version) throw staleOrMissing("organisation", current);
    const wanted = { ...current, ...given(input) };
    await refuseUnknownZone(ctx, wanted.zone);
    const changed = facets.filter((facet) => wanted[facet] !== current[facet]);
    if (!input.confirmed) refuseUnconfirmed(changed);
    if (changed.length > 0) await change(ctx, current, wanted, changed);
    // Whoever sends all three has looked at them, changed or not.
    if (input.language && input.zone && input.currency) await decide(ctx, "region");
    return organizationJson;
  },
});

const facets = ["name", "language", "zone", "currency"] as const;
type Facet = (typeof facets)[number];
type Organization = Record<Facet, string> & { readonly id: string; readonly version: number };

const ownOrganization = async (ctx: Context): Promise<Organization> => {
  const { rows } =
    await sql<Organization>`select id, name, language, zone, currency, version from own_organization()`.execute(
      ctx.db,
    );
  if (!rows[0]) throw staleOrMissing("organisation", undefined);
  return rows[0];
};

const given = (input: { readonly [F in Facet]?: string | undefined }): Partial<
  Record<Facet, string>
> =>
  Object.fromEntries(
    facets.flatMap((facet) => (input[facet] === undefined ? [] : [[facet, input[facet]]])),
  );

/** Known by name to both: Node formats dates in it, and the database would refuse every request in one that it lacks. */
const refuseUnknownZone = async (ctx: Context, wanted: string): Promise<void> => {
  const { rows } = await sql<{
    known: boolean;
  }>`select exists (select from pg_timezone_names where name = ${wanted}) as known`.execute(ctx.db);
  if (rows[0]?.known && isZone(wanted)) return;
  throw invalid("The organisation was not changed.", [
    {
      path: "zone",
      message: "There is no such time zone. Choose one such as Europe/Athens or UTC.",
    },
  ]);
};

const isZone = (wanted: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: wanted }).format() !== "";
  } catch {
    return false;
  }
};

const consequences: Partial<Record<Facet, string>> = {
  zone: "From now on days begin and end in the new time zone, for due dates, roles that end and everything shown. Instants that are recorded stay the same. Confirm this to go on.",
  currency:
    "New amounts are in the new currency. Amounts that are recorded keep theirs and are not converted. Confirm this to go on.",
};

const refuseUnconfirmed = (changed: readonly Facet[]): void => {
  const fields = changed.flatMap((path) => {
    const message = consequences[path];
    return message === undefined ? [] : [{ path, message }];
  });
  if (fields.length > 0)
    throw invalid(
      "This changes how days or amounts are read. Look at what follows, then confirm it.",
      fields,
    );
};

/**
 * The row's own entry goes to the installation's tree, which the organisation's people cannot read; the fact goes to theirs,
 * with the same values.
 */
const change = async (
  ctx: Context,
  before: Organization,
  after: Organization,
  changed: readonly Facet[],
): Promise<void> => {
  const { rows } = await sql<{
    version: number | null;
  }>`select own_organization_edit(${after.name}, ${after.zone}, ${after.language}, ${after.currency}, ${before.version}) as version`.execute(
    ctx.db,
  );
  if (!rows[0]?.version) throw staleOrMissing("organisation", before);
  await ctx.log({
    type: "access.organizationChanged",
    recordId: before.id,
    details: Object.fromEntries(
      changed.flatMap((facet) => [
        [facet, after[facet]],
        [`${facet}_before`, before[facet]],
      ]),
    ),
  });
};

const decide = async (ctx: Context, step: "region"): Promise<void> => {
  await ctx.db
    .insertInto("setup_decision")
    .values({ org_id: ctx.organization.id, id: ctx.newId(), step, decision: "confirmed" })
    .onConflict((conflict) => conflict.columns(["org_id", "step"]).doNothing())
    .execute();
  await settleSetup(ctx);
};
