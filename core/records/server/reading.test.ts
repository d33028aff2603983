import { describe, expect, it } from "vitest";
import { testHouse, type TestPerson } from "../../../test/harness.ts";
import { kitOperations, layTables, roleWith } from "./kit-rig.ts";

type Thing = Record<string, unknown> & { id: string; version: number; number: string };
type Page = { items: Thing[]; next: string | null };

const house = await testHouse({ operations: kitOperations });
await layTables(house);
const organization = await house.organization("Europe/Athens");
const rights = ["sample.thing.read", "sample.thing.write", "sample.thing.judge"];
const parts = ["sample.part.read", "sample.part.write"];
const everything = await roleWith(house, organization, "everything", [...rights, ...parts]);
const things = await roleWith(house, organization, "things", rights);
const ofParts = await roleWith(house, organization, "parts", parts);
const east = await house.scope(organization, "East");
const west = await house.scope(organization, "West");
const ada = await house.person(organization, [everything]);

const call = <R = Thing>(verb: string, input: object, { token }: Pick<TestPerson, "token"> = ada) =>
  house.call<R>(`sample.${verb}`, input, token);
const make = (values: object = {}, by = ada) =>
  call(
    "thing.create",
    { scopeId: organization.id, title: "A thing", kind: "round", ...values },
    by,
  );
const edit = ({ id, version }: Pick<Thing, "id" | "version">, values: object, by = ada) =>
  call("thing.edit", { id, version, ...values }, by);

const everyPage = async (input: object): Promise<Thing[]> => {
  const found: Thing[] = [];
  for (let after: string | null = null; ;) {
    const page: Page = await call<Page>("thing.list", {
      ...{ scopeId: east, limit: 3, ...input },
      ...(after === null ? {} : { after }),
    });
    found.push(...page.items);
    if (page.next === null) return found;
    after = page.next;
  }
};

describe("a list", () => {
  it("shows everything once in every order, ties and long Greek titles included", async () => {
    const title = "Η ετικέτα ξεκολλά στον ψυχρό θάλαμο «Β» — έλεγχος ".repeat(4).slice(0, 199);
    const kinds = ["round", "square", "round", "round"];
    const made = await Promise.all(
      Array.from({ length: 11 }, (_, n) =>
        make({
          ...{ scopeId: east, title: n % 2 ? title : `${title}\\`, kind: kinds[n % 4] },
          ...(n % 3 ? { dueOn: `2026-12-0${1 + (n % 2)}` } : {}),
        }),
      ),
    );
    const all = made.map(({ id }) => id).toSorted();
    for (const sort of ["created", "title", "dueOn", "kind"]) {
      const up = (await everyPage({ sort })).map(({ id }) => id);
      expect(up.toSorted(), sort).toEqual(all);
      expect(
        (await everyPage({ sort: `-${sort}` })).map(({ id }) => id),
        sort,
      ).toEqual(up.toReversed());
    }
  });

  it.each(["title", "dueOn", "kind", "created"])(
    "answers a cursor that was tampered with by a refusal: %s",
    async (sort) => {
      const cursors = [
        ...[["x", ada.membershipId], [1, 2], ["2026-01-01", "x"], [], {}, null, "x"],
        ...[
          ["\u0000", ada.membershipId],
          ["infinity", ada.membershipId],
        ],
      ].map((key) => Buffer.from(JSON.stringify(key)).toString("hex"));
      for (const after of [...cursors, "zz", "7b", ""]) {
        const answer = await call<Page>("thing.list", { sort, after }).then(
          () => "a page",
          ({ code }) => code,
        );
        expect(["a page", "invalid"]).toContain(answer);
      }
    },
  );

  it.each([
    { "dueOn.from": "0000-01-01" },
    { "dueOn.to": "2026-02-30" },
    { state: "draft,nowhere" },
    { open: "maybe" },
    { ownerId: "me" },
    { scopeId: "*" },
    { verdict: "good" },
    { sort: "verdict" },
  ])("refuses nonsense in a filter: %o", async (filter) => {
    expect.assertions(3);
    for (const verb of ["list", "board", "count"])
      await expect(call(`thing.${verb}`, filter)).rejects.toMatchObject({ code: "invalid" });
  });

  it("counts and lays out the same records as it lists", async () => {
    const filter = { scopeId: west, "dueOn.from": "2026-12-02", open: "true" };
    await make({ scopeId: west, dueOn: "2026-12-01" });
    const due = await make({ scopeId: west, dueOn: "2026-12-02" });
    await call("thing.submit", { id: due.id, version: 1 });
    const { items } = await call<Page>("thing.list", filter);
    expect(items.map(({ id }) => id)).toEqual([due.id]);
    expect(await call("thing.count", filter)).toMatchObject({ count: 1, states: { submitted: 1 } });
    const { columns } = await call<{ columns: { state: string; items: Thing[] }[] }>(
      "thing.board",
      filter,
    );
    expect(columns.map(({ state, items: of }) => `${state} ${of.length}`)).toEqual([
      ...["draft 0", "submitted 1", "approved 0"],
    ]);
    expect(await call("thing.count", { ...filter, open: "false" })).toMatchObject({ count: 0 });
  });
});

describe("what hangs on a record", () => {
  it("is seen only with its own right where it lies", async () => {
    const made = await make({ scopeId: east });
    const part = await call("part.create", { parentId: made.id, title: "A part" });
    const partsOf = async (by: TestPerson) =>
      (await call<{ children: { parts: Thing[] } }>("thing.get", { id: made.id }, by)).children
        .parts;
    expect(await partsOf(ada)).toHaveLength(1);
    const elsewhere = [things, { role: ofParts, in: west }];
    expect(await partsOf(await house.person(organization, elsewhere))).toEqual([]);
    const above = async (by: TestPerson) =>
      (await call<{ parent: Thing | null }>("part.get", { id: part.id }, by)).parent;
    expect(await above(ada)).toMatchObject({ id: made.id, number: made.number });
    expect(await above(await house.person(organization, [ofParts]))).toBeNull();
  });

  it("a link shows to nobody what they may not see, from either end", async () => {
    const [near, far] = [await make({ scopeId: east }), await make({ scopeId: west })];
    await call("thing.link", { id: near.id, kind: "like", toId: far.id });
    await expect(
      call("thing.link", { id: near.id, kind: "like", toId: far.id }),
    ).rejects.toMatchObject({ code: "conflict" });
    await expect(
      call("thing.link", { id: near.id, kind: "like", toId: near.id }),
    ).rejects.toMatchObject({ code: "invalid" });
    const eastern = await house.person(organization, [{ role: everything, in: east }]);
    expect(await call("thing.get", { id: near.id })).toMatchObject({
      links: [{ recordId: far.id }],
    });
    expect(await call("thing.get", { id: near.id }, eastern)).toMatchObject({ links: [] });
    const western = await house.person(organization, [{ role: everything, in: west }]);
    expect(await call("thing.get", { id: far.id }, western)).toMatchObject({ linkedFrom: [] });
    await expect(
      call("thing.link", { id: near.id, kind: "like", toId: far.id }, eastern),
    ).rejects.toMatchObject({ code: "invalid" });
  });

  it("a mention reaches only who may read it", async () => {
    const made = await make({ scopeId: east });
    const western = await house.person(organization, [{ role: everything, in: west }]);
    const letters = async () =>
      Number((await house.superuser.query("select count(*) from mail")).rows[0].count);
    const before = await letters();
    await expect(
      call("thing.comment", { id: made.id, text: "Look", mentions: [western.membershipId] }),
    ).rejects.toMatchObject({ code: "invalid", fields: [{ path: "mentions" }] });
    expect(await letters()).toBe(before);
    const reader = await house.person(organization, [{ role: things, in: east }]);
    const twice = [reader.membershipId, reader.membershipId];
    await call("thing.comment", { id: made.id, text: "Look", mentions: twice });
    expect(await letters()).toBe(before + 1);
  });

  it("a link of something submitted says why it came and went", async () => {
    const [made, other] = [await make(), await make()];
    await call("thing.submit", { id: made.id, version: 1 });
    const link = { id: made.id, kind: "like", toId: other.id };
    const unsaid = { code: "invalid", fields: [{ path: "reason" }] };
    await expect(call("thing.link", link)).rejects.toMatchObject(unsaid);
    const { id: linkId } = await call("thing.link", { ...link, reason: "Seen in the audit" });
    await expect(call("thing.unlink", { id: made.id, linkId })).rejects.toMatchObject(unsaid);
    await call("thing.unlink", { id: made.id, linkId, reason: "Was another one" });
    expect(await call("thing.get", { id: made.id })).toMatchObject({
      links: [],
      parties: expect.arrayContaining([expect.objectContaining({ part: "editor" })]),
    });
  });
});

describe("the past", () => {
  const now = async () => {
    await house.sequenced();
    return (await house.superuser.query("select to_json(clock_timestamp()) as at")).rows[0].at;
  };

  it("shows a record with its parts and what was reckoned from them as it was", async () => {
    const before = await now();
    const made = await make({ weight: "1.5" });
    const part = await call("part.create", { parentId: made.id, title: "A part" });
    const early = await now();
    await call("part.finish", { id: part.id, version: 1 });
    await call("part.create", { parentId: made.id, title: "Another" });
    await edit(made, { weight: "2.5" });
    const late = await now();
    const at = (instant: string) => call("thing.asOf", { id: made.id, at: instant });
    await expect(at(before)).rejects.toMatchObject({ code: "not_found" });
    expect(await at(early)).toMatchObject({
      ...{ weight: "1.500", done: 0, version: 1 },
      children: { parts: [{ id: part.id, state: "open", parties: [{ part: "author" }] }] },
    });
    const then = await at(late);
    expect(then).toMatchObject({ weight: "2.500", done: 50, version: 2 });
    expect(await at("2999-01-01T00:00:00Z")).toMatchObject({ ...then, at: expect.anything() });
  });

  it("says what changed as the record says it: sums whole, decimals with their point", async () => {
    const made = await make({ weight: "1.5", price: { minor: 500, currency: "EUR" } });
    await edit(made, { weight: "-0.25", price: { minor: 700, currency: "EUR" } });
    await house.sequenced();
    const { items } = await call<{ items: { changes: Record<string, unknown> }[] }>(
      "thing.history",
      { id: made.id },
    );
    const changes = Object.assign({}, ...items.map((one) => one.changes));
    expect(changes).toMatchObject({
      weight: ["1.500", "-0.250"],
      price: [
        { minor: 500, currency: "EUR" },
        { minor: 700, currency: "EUR" },
      ],
    });
  });

  it("keeps the reason for a hidden change from whoever may not see the change", async () => {
    const writer = await roleWith(house, organization, "writer", rights.slice(0, 2));
    const ben = await house.person(organization, [writer]);
    const made = await make({ note: "Before" });
    const judged = await edit(made, { verdict: "bad", reason: "The verdict is bad" });
    await edit(judged, { note: "After", reason: "A better note" });
    await house.sequenced();
    const reasons = async (by: TestPerson) =>
      (
        await call<{ items: { reason: string | null }[] }>("thing.history", { id: made.id }, by)
      ).items.flatMap(({ reason }) => (reason === null ? [] : [reason]));
    expect(await reasons(ada)).toContain("The verdict is bad");
    expect(await reasons(ben)).not.toContain("The verdict is bad");
    expect(await reasons(ben)).toContain("A better note");
  });

  it("is read in pages without gap or repetition", async () => {
    let made = await make();
    for (let n = 0; n < 101; n++)
      made = await edit(made, { title: `Title ${n}`, note: `Note ${n}` });
    await house.sequenced();
    type Entries = { items: { n: number }[]; next: number | null };
    const first = await call<Entries>("thing.history", { id: made.id });
    expect(first.items).toHaveLength(200);
    const rest = await call<Entries>("thing.history", { id: made.id, after: first.next });
    expect(rest.next).toBeNull();
    const all = [...first.items, ...rest.items].map(({ n }) => n);
    expect(all).toEqual([...new Set(all)].toSorted((a, b) => a - b));
    expect(all).toHaveLength(2 + 2 * 101);
  }, 60_000);
});

describe("saved views", () => {
  it("belong to whoever takes part anywhere, and to nobody else", async () => {
    const reader = await roleWith(house, organization, "reader", ["sample.thing.read"]);
    const eve = await house.person(organization, [reader, { role: everything, in: west }]);
    const save = (values: object, by: TestPerson) =>
      call("thing.saveView", { name: "Mine", query: "kind=round", ...values }, by);
    const mine = await save({}, eve);
    const shared = await save({ name: "Ours", shared: true }, eve);
    const { items } = await call<Page>("thing.listViews", {}, ada);
    expect(items.map(({ id }) => id)).toEqual([shared.id]);
    for (const { id, version } of [mine, shared])
      await expect(call("thing.removeView", { id, version }, ada)).rejects.toMatchObject({
        code: "not_found",
      });
    for (let n = 3; n <= 50; n++) await save({ name: `View ${n}` }, eve);
    await expect(save({ name: "View 51" }, eve)).rejects.toMatchObject({ code: "invalid" });
    expect(await save({ query: "kind=square" }, eve)).toMatchObject({ id: mine.id, version: 2 });
  });
});
