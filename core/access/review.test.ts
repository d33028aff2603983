import { describe, expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";
import { type Item, reviewRig } from "./review-rig.ts";

const house = await testHouse();
const { furnish, open, read, itemsOf, itemOf, keep, remove, close, board } = reviewRig(house);

describe("an access review (Part 11 11.10(d), 11.10(g))", () => {
  it("holds every role in force when it was opened, and none that came later", async () => {
    const { organization, one, two } = await furnish();
    const member = await house.person(organization, ["member"]);
    await house.person(organization, [{ role: "member", endsOn: "2020-01-31" }]);
    const leaver = await house.person(organization, ["member"]);
    await house.call(
      "access.deactivatePerson",
      { id: leaver.membershipId, version: 1, reason: "Left us" },
      one.token,
    );
    const review = await open(organization, one);
    expect(review).toMatchObject({ total: 3, undecided: 3, closedAt: null, version: 1 });
    await house.person(organization, ["member"]);
    expect((await itemsOf(review, one)).map(({ personId }) => personId).toSorted()).toEqual(
      [one, two, member].map(({ membershipId }) => membershipId).toSorted(),
    );
  });

  it("of a scope holds the roles given there and below", async () => {
    const { organization, one } = await furnish();
    const east = await house.scope(organization, "East");
    const gate = await house.scope(organization, "Gate", east);
    const west = await house.scope(organization, "West");
    for (const place of [east, gate, west])
      await house.person(organization, [{ role: "member", in: place }]);
    expect(await open(organization, one, east)).toMatchObject({ total: 2 });
    const empty = await house.scope(organization, "Empty");
    await expect(open(organization, one, empty)).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "scopeId" }],
    });
  });

  it("is decided role by role, closes when all are, and tells who decided what and when", async () => {
    const { organization, one, two } = await furnish();
    const [stays, goes] = [
      await house.person(organization, ["member"]),
      await house.person(organization, ["member"]),
    ];
    const review = await open(organization, one);
    await keep(review, [await itemOf(review, stays, one), await itemOf(review, two, one)], one);
    await remove(review, await itemOf(review, goes, one), one);
    await expect(board(goes)).rejects.toMatchObject({ code: "forbidden" });
    expect(await board(stays)).toHaveProperty("items");
    await expect(close(review, one)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("One role is still undecided"),
    });
    await keep(review, [await itemOf(review, one, two)], two);
    expect(await close(review, one)).toMatchObject({
      total: 4,
      undecided: 0,
      kept: 3,
      removed: 1,
      gone: 0,
      closedBy: one.username,
    });
    expect(await itemOf(review, goes, two)).toMatchObject({
      state: "removed",
      reason: "Works elsewhere now",
      decidedBy: one.username,
    });
    expect(await itemOf(review, one, two)).toMatchObject({
      state: "kept",
      decidedBy: two.username,
    });

    const { rows } = await house.superuser.query<{ entry: string }>(
      `select action || ' ' || type as entry from log_entry
      where org_id = $1 and context ->> 'operation' = 'access.removeReviewedRole' order by hint`,
      [organization.id],
    );
    expect(rows.map(({ entry }) => entry)).toEqual([
      "delete access.membershipRole",
      "update access.reviewItem",
    ]);
  });

  it("shows the undecided first, person by person, page by page", async () => {
    const { organization, one, two } = await furnish();
    for (let more = 0; more < 3; more++) await house.person(organization, ["member"]);
    const review = await open(organization, one);
    const done = await itemOf(review, two, one);
    await keep(review, [done], one);
    const all: Item[] = [];
    let after: string | null = null;
    do {
      const page: { items: Item[]; next: string | null } = await house.call(
        "access.listReviewItems",
        { id: review.id, limit: 2, ...(after === null ? {} : { after }) },
        one.token,
      );
      all.push(...page.items);
      after = page.next;
    } while (after !== null);
    expect(new Set(all.map(({ id }) => id)).size).toBe(5);
    expect(all.at(-1)).toMatchObject({ id: done.id, state: "kept" });
    expect(await itemsOf(review, one, { show: "decided" })).toMatchObject([{ id: done.id }]);
    expect(await itemsOf(review, one, { show: "undecided" })).toHaveLength(4);
  });
});

describe("nobody", () => {
  it("decides about their own access, not even among others", async () => {
    const { organization, one, two } = await furnish();
    const review = await open(organization, one);
    const [own, other] = [await itemOf(review, one, one), await itemOf(review, two, one)];
    const refused = {
      code: "forbidden",
      message: expect.stringContaining("Nobody reviews their own access"),
    };
    await expect(keep(review, [own], one)).rejects.toMatchObject(refused);
    await expect(keep(review, [other, own], one)).rejects.toMatchObject(refused);
    await expect(remove(review, own, one)).rejects.toMatchObject(refused);
    expect(await read(review, one)).toMatchObject({ undecided: 2 });
    await expect(
      house.superuser.query(
        "update access_review_item set decision = 'keep', decided_by = membership_id, decided_at = now() where id = $1",
        [own.id],
      ),
    ).rejects.toMatchObject({ code: "23514" });
  });

  it("removes without a reason", async () => {
    const { organization, one, two } = await furnish();
    const review = await open(organization, one);
    const item = await itemOf(review, two, one);
    await expect(
      house.call(
        "access.removeReviewedRole",
        { id: review.id, itemId: item.id, version: 1, reason: " " },
        one.token,
      ),
    ).rejects.toMatchObject({ code: "invalid", fields: [{ path: "reason" }] });
  });

  it("opens or decides a review who may only read it, and the auditor reads it", async () => {
    const { organization, one, two } = await furnish();
    const auditor = await house.person(organization, ["auditor"]);
    const review = await open(organization, one);
    expect(await itemsOf(review, auditor)).toHaveLength(3);
    const item = await itemOf(review, two, one);
    for (const tried of [
      () => open(organization, auditor),
      () => keep(review, [item], auditor),
      () => remove(review, item, auditor),
      () => close(review, auditor),
    ])
      await expect(tried()).rejects.toMatchObject({ code: "forbidden" });
  });
});
