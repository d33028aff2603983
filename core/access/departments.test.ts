import { describe, expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";

const house = await testHouse();

const furnish = async () => {
  const organization = await house.organization();
  const { token } = await house.person(organization, ["administrator"]);
  const add = (lines: readonly (readonly [number, string])[], parentId: string = organization.id) =>
    house.call<{ added: number; known: number }>(
      "access.addDepartments",
      { parentId, items: lines.map(([depth, name]) => ({ depth, name })) },
      token,
    );
  const tree = async () =>
    (
      await house.call<{ items: { name: string; depth: number; kind: string }[] }>(
        "access.listScopes",
        {},
        token,
      )
    ).items.slice(1);
  return { organization, add, tree };
};

describe("departments from a list", () => {
  it("stand below the last line that is less deep", async () => {
    const { add, tree } = await furnish();
    const lines = [
      [0, "Production"],
      [1, "Packaging"],
      [2, "Line 1"],
      [1, "Store"],
      [0, "Quality"],
    ] as const;
    expect(await add(lines)).toEqual({ added: 5, known: 0 });
    expect((await tree()).map(({ name, depth }) => `${depth} ${name}`)).toEqual([
      "1 Production",
      "2 Packaging",
      "3 Line 1",
      "2 Store",
      "1 Quality",
    ]);
    expect(new Set((await tree()).map(({ kind }) => kind))).toEqual(new Set(["department"]));
  });

  it("that are there already stay, and take what is new below them", async () => {
    const { add, tree } = await furnish();
    await add([
      [0, "Production"],
      [1, "Packaging"],
    ]);
    expect(
      await add([
        [0, "production"],
        [1, "Store"],
        [0, "Packaging"],
      ]),
    ).toEqual({ added: 2, known: 1 });
    expect((await tree()).map(({ name, depth }) => `${depth} ${name}`)).toEqual([
      "1 Packaging",
      "1 Production",
      "2 Packaging",
      "2 Store",
    ]);
  });

  it.each([
    ["begin too deep", [[1, "Packaging"]], "items.0.depth"],
    [
      "jump two levels",
      [
        [0, "Production"],
        [2, "Line 1"],
      ],
      "items.1.depth",
    ],
    [
      "stand twice in one place",
      [
        [0, "Production"],
        [0, "Quality"],
        [0, "PRODUCTION"],
      ],
      "items.2.name",
    ],
  ] as const)("that %s are refused, and none is added", async (_, lines, path) => {
    const { add, tree } = await furnish();
    await expect(add(lines)).rejects.toMatchObject({ code: "invalid", fields: [{ path }] });
    expect(await tree()).toEqual([]);
  });

  it("that somebody else is just adding are waited for, and there once", async () => {
    const { organization, add, tree } = await furnish();
    const other = await house.superuser.connect();
    await other.query("begin");
    await other.query("select from scope where id = $1 for update", [organization.id]);
    const adding = add([[0, "Quality"]]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await other.query(
      "insert into scope (org_id, id, parent_id, kind, name, path) select $1, id, $1, 'department', 'Quality', array[$1, id] from gen_random_uuid() id",
      [organization.id],
    );
    await other.query("commit");
    other.release();
    expect(await adding).toEqual({ added: 0, known: 1 });
    expect(await tree()).toHaveLength(1);
  });

  it("are at most 500 at a time, in one go", async () => {
    const { add } = await furnish();
    const lines = Array.from({ length: 500 }, (_, n) => [0, `Department ${n}`] as const);
    expect(await add(lines)).toEqual({ added: 500, known: 0 });
    await expect(add([...lines, [0, "One more"]])).rejects.toMatchObject({ code: "invalid" });
  });
});
