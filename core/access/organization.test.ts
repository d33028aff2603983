import { beforeEach, describe, expect, it } from "vitest";
import { testHouse, type TestOrganization, type TestPerson } from "../../test/harness.ts";
import { png } from "../../test/pictures.ts";

const house = await testHouse();
let organization: TestOrganization;
let administrator: TestPerson;
let member: TestPerson;

beforeEach(async () => {
  organization = await house.organization("Europe/Athens");
  administrator = await house.person(organization, ["administrator"]);
  member = await house.person(organization, ["member"]);
});

type Shown = { name: string; zone: string; language: string; currency: string; version: number };

const as = <R = Record<string, unknown>>(id: string, input: unknown, person = administrator) =>
  house.call<R>(id, input, person.token);
const edit = (input: Record<string, unknown>, person = administrator) =>
  as<Shown>("access.editOrganization", { version: 1, ...input }, person);
const letterhead = () =>
  as<{
    name: string;
    logo: { digest: string | null };
    banner: { text: string | null; tone: string };
  }>("access.getLetterhead", {}, member);
const facts = async (type: string) =>
  (
    await house.superuser.query<{ new: Record<string, string>; org_id: string }>(
      "select new, org_id from log_entry where type = $1 and org_id = $2 order by hint",
      [type, organization.id],
    )
  ).rows.map((row) => row.new);

describe("an organisation's settings (Part 11 11.10(e))", () => {
  it("change with a version, and the organisation's own log says what was before", async () => {
    const shown = await edit({ name: "Northlake", language: "el" });
    expect(shown).toMatchObject({
      name: "Northlake",
      language: "el",
      version: 2,
      zone: "Europe/Athens",
    });
    expect((await letterhead()).name).toBe("Northlake");
    expect(await facts("access.organizationChanged")).toEqual([
      { name: "Northlake", name_before: organization.name, language: "el", language_before: "en" },
    ]);
    await expect(edit({ name: "Late" })).rejects.toMatchObject({ code: "conflict" });
  });

  it("that are the same make no version and no entry", async () => {
    expect(await edit({ name: organization.name })).toMatchObject({ version: 1 });
    expect(await facts("access.organizationChanged")).toEqual([]);
  });

  it("of two people at once, one is told to look again", async () => {
    const both = await Promise.allSettled([edit({ name: "One" }), edit({ name: "Two" })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "conflict" },
    });
  });

  it("ask to confirm what a new time zone and a new currency mean", async () => {
    await expect(edit({ zone: "Europe/Madrid", currency: "USD" })).rejects.toMatchObject({
      code: "invalid",
      fields: [
        { path: "zone", message: expect.stringContaining("Confirm this to go on.") },
        { path: "currency", message: expect.stringContaining("keep theirs") },
      ],
    });
    const shown = await edit({ zone: "Europe/Madrid", currency: "USD", confirmed: true });
    expect(shown).toMatchObject({ zone: "Europe/Madrid", currency: "USD" });
    const session = await as<{ organization: { zone: string } }>("identity.getSession", {});
    expect(session.organization.zone).toBe("Europe/Madrid");
  });

  // The database reads "+02:00" with its sign turned round, and "EST5" as a rule of its own; a zone that it does not know
  // would refuse every later request of the organisation.
  it.each([
    "+02:00",
    "EST5",
    "europe/athens",
    "posix/Europe/Athens",
    "localtime",
    "Mars/Base",
    "",
    " UTC",
  ])("know no time zone “%s”", async (zone) => {
    await expect(edit({ zone, confirmed: true })).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "zone" }],
    });
  });

  it("know no currency that is not in use, and no language without a name here", async () => {
    await expect(edit({ currency: "DEM", confirmed: true })).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(edit({ currency: "XTS", confirmed: true })).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(edit({ language: "tlh" })).rejects.toMatchObject({ code: "invalid" });
  });

  it("offer only what they take", async () => {
    const { zones, currencies } = await as<{ zones: string[]; currencies: string[] }>(
      "access.listOrganizationChoices",
      {},
    );
    const { rows } = await house.superuser.query<{ missing: string }>(
      "select zone as missing from unnest($1::text[]) zone where zone not in (select name from pg_timezone_names)",
      [zones],
    );
    expect(rows).toEqual([]);
    expect(currencies).toContain("SEK");
    expect(new Set(currencies).size).toBe(currencies.length);
    expect(
      currencies.filter(
        (code) => new Intl.DisplayNames("en", { type: "currency" }).of(code) === code,
      ),
    ).toEqual([]);
  });

  it("are the administrator's to change and nobody else's", async () => {
    for (const [id, input] of [
      ["access.editOrganization", { version: 1, name: "Mine" }],
      ["access.setBanner", { version: 0, text: "Mine" }],
      ["access.setLogo", { version: 0, pieces: [png({ width: 1, height: 1 }).toString("base64")] }],
      ["access.dismissSetup", {}],
    ] as const)
      await expect(as(id, input, member)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("a banner", () => {
  const put = (input: Record<string, unknown>) =>
    as<{ version: number; text: string | null }>("access.setBanner", { version: 0, ...input });

  it("is seen by everybody as the text that it is, until its last day is over", async () => {
    const text = "<img src=x onerror=alert(1)> Gate B is closed";
    expect(await put({ text, tone: "warning", untilOn: "2099-12-31" })).toMatchObject({
      text,
      version: 1,
    });
    expect((await letterhead()).banner).toMatchObject({ text, tone: "warning" });
    await put({ version: 1, text, tone: "warning", untilOn: "2020-01-01" });
    expect((await letterhead()).banner.text).toBeNull();
    expect(await put({ version: 2, text: "" })).toMatchObject({ text: null, version: 3 });
    expect(await facts("access.organizationBanner")).toHaveLength(3);
  });

  it("is one line of at most 200 characters", async () => {
    await expect(put({ text: "a\nb" })).rejects.toMatchObject({ code: "invalid" });
    await expect(put({ text: "a".repeat(201) })).rejects.toMatchObject({ code: "invalid" });
  });

  it("that nobody has seen is not changed", async () => {
    await expect(put({ version: 3, text: "From nowhere" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("of two people at once is the first one's", async () => {
    const both = await Promise.allSettled([put({ text: "One" }), put({ text: "Two" })]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("a logo", () => {
  const picture = png({ width: 40, height: 20 });
  const put = (file: Buffer, version = 0) =>
    as<{ digest: string; version: number }>("access.setLogo", {
      version,
      pieces: file.toString("base64").match(/.{1,90000}/g),
    });
  const get = (digest: string, person = member) =>
    house.server.inject({
      url: `/api/v1/organization/logo/${digest}`,
      headers: { authorization: `Bearer ${person.token}` },
    });

  it("that nobody has seen is not replaced", async () => {
    await expect(put(picture, 7)).rejects.toMatchObject({ code: "conflict" });
  });

  it("comes as the picture it is, at an address that names its content", async () => {
    const { digest } = await put(picture);
    expect((await letterhead()).logo).toEqual({ digest, width: 40, height: 20 });
    const answer = await get(digest);
    expect(answer.rawPayload.equals(picture)).toBe(true);
    expect(answer.headers).toMatchObject({
      "content-type": "image/png",
      "x-content-type-options": "nosniff",
      "cache-control": "private, max-age=31536000, immutable",
      "content-disposition": expect.stringContaining("attachment"),
    });
  });

  it("is logged by its digest, without its bytes", async () => {
    const { digest } = await put(picture);
    const [entry] = await facts("access.organizationLogo");
    expect(entry).toMatchObject({ digest, type: "image/png" });
    expect(entry).not.toHaveProperty("content");
  });

  it("is replaced, and gone when it is removed", async () => {
    const { digest } = await put(picture);
    const next = await put(png({ width: 4, height: 4 }), 1);
    expect((await get(digest)).statusCode).toBe(404);
    expect((await get(next.digest)).statusCode).toBe(200);
    for (const version of [0, 1, 7])
      await expect(put(picture, version)).rejects.toMatchObject({ code: "conflict" });
    await as("access.removeLogo", { version: 2 });
    expect((await get(next.digest)).statusCode).toBe(404);
    expect((await letterhead()).logo.digest).toBeNull();
  });

  it("of one organisation is nobody else's", async () => {
    const { digest } = await put(picture);
    const elsewhere = await house.person(await house.organization(), ["administrator"]);
    expect((await get(digest, elsewhere)).statusCode).toBe(404);
  });

  it("may have 256 KB and not a byte more", async () => {
    const noise = (bytes: number) =>
      Buffer.concat([picture, Buffer.alloc(bytes - picture.length, 1)]);
    expect((await put(noise(262_144))).digest).toBeTruthy();
    await expect(put(noise(262_145), 1)).rejects.toMatchObject({
      fields: [{ path: "pieces", message: "The picture is larger than 256 KB. Save it smaller." }],
    });
  });

  it("is never a drawing that runs scripts", async () => {
    await expect(put(Buffer.from("<svg onload='alert(1)'/>"))).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "pieces", message: expect.stringContaining("no PNG, JPEG or WebP") }],
    });
  });
});
