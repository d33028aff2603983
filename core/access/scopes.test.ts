import { describe, expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";

const house = await testHouse();
const today = new Date().toISOString().slice(0, 10);

type Scope = { id: string; parentId: string | null; name: string; depth: number; version: number };

const furnish = async () => {
  const organization = await house.organization();
  const east = await house.scope(organization, "East");
  const west = await house.scope(organization, "West");
  const yard = await house.scope(organization, "Yard", west);
  const shed = await house.scope(organization, "Shed", yard);
  const administrator = await house.person(organization, ["administrator"]);
  const poster = await house.person(organization, ["member"]);
  await house.call(
    "home.postNotice",
    { title: "In the shed", text: "", fromOn: today, scopeId: shed },
    poster.token,
  );
  return { organization, east, west, yard, shed, administrator };
};

const titles = async (token: string) =>
  (await house.call<{ items: { title: string }[] }>("home.listNotices", {}, token)).items.map(
    ({ title }) => title,
  );
const tree = async (token: string) =>
  (await house.call<{ items: Scope[] }>("access.listScopes", {}, token)).items;
const move = (id: string, parentId: string, token: string, version = 1) =>
  house.call<Scope>("access.moveScope", { id, version, parentId }, token);

describe("a scope (Part 11 11.10(d))", () => {
  it("that moves takes everything below along, and everybody's reach follows at once", async () => {
    const { organization, east, yard, shed, administrator } = await furnish();
    const eastern = await house.person(organization, [{ role: "member", in: east }]);
    expect(await titles(eastern.token)).toEqual([]);
    expect(await move(yard, east, administrator.token)).toMatchObject({
      parentId: east,
      depth: 2,
      version: 2,
    });
    expect(await titles(eastern.token)).toEqual(["In the shed"]);
    expect((await tree(administrator.token)).map(({ name, depth }) => [name, depth])).toEqual([
      ["Whole organisation", 0],
      ["East", 1],
      ["Yard", 2],
      ["Shed", 3],
      ["West", 1],
    ]);
    expect(await move(shed, organization.id, administrator.token, 2)).toMatchObject({ depth: 1 });
    expect(await titles(eastern.token)).toEqual([]);
  });

  it("cannot move below itself, and the organisation cannot move at all", async () => {
    const { organization, west, yard, shed, east, administrator } = await furnish();
    for (const parentId of [west, yard, shed]) {
      await expect(move(west, parentId, administrator.token)).rejects.toMatchObject({
        code: "invalid",
        fields: [
          { path: "parentId", message: "Choose a place outside of the scope that is moved." },
        ],
      });
    }
    await expect(move(organization.id, east, administrator.token)).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("makes no circle together with another that moves at the same moment", async () => {
    const { east, west, administrator } = await furnish();
    const outcomes = await Promise.allSettled([
      move(east, west, administrator.token),
      move(west, east, administrator.token),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const scopes = await tree(administrator.token);
    expect(scopes).toHaveLength(5);
    expect(scopes.filter(({ parentId }) => parentId === null)).toHaveLength(1);
  });

  it("that moves to where it is gets neither version nor entry", async () => {
    const { west, yard, administrator } = await furnish();
    expect(await move(yard, west, administrator.token)).toMatchObject({ version: 1 });
  });

  it("is kept by whoever holds the right there, and moved within their reach only", async () => {
    const { organization, east, west, yard, shed } = await furnish();
    const western = await house.person(organization, [{ role: "administrator", in: west }]);
    expect((await tree(western.token)).map(({ name }) => name)).toEqual(["West", "Yard", "Shed"]);
    expect(await move(shed, west, western.token)).toMatchObject({ parentId: west });
    await expect(move(yard, east, western.token)).rejects.toMatchObject({ code: "not_found" });
    await expect(move(yard, organization.id, western.token)).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(move(east, west, western.token)).rejects.toMatchObject({ code: "not_found" });
    const added = await house.call<Scope>(
      "access.addScope",
      { parentId: yard, kind: "site", name: "Gate" },
      western.token,
    );
    expect(added).toMatchObject({ parentId: yard, depth: 3 });
  });

  it("goes nowhere where one may only look", async () => {
    const { organization, east, west, yard } = await furnish();
    const western = await house.person(organization, [
      { role: "administrator", in: west },
      { role: "member", in: east },
    ]);
    await expect(move(yard, east, western.token)).rejects.toMatchObject({ code: "forbidden" });
    await expect(move(east, west, western.token)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("is renamed by one of two who rename the same version", async () => {
    const { east, administrator } = await furnish();
    const outcomes = await Promise.allSettled(
      ["Sunrise", "Levant"].map((name) =>
        house.call("access.editScope", { id: east, version: 1, name }, administrator.token),
      ),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "conflict" },
    });
  });
});
