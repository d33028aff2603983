import { describe, expect, it } from "vitest";
import { testHouse } from "../../test/harness.ts";
import { reviewRig } from "./review-rig.ts";

const house = await testHouse();
const { furnish, open, itemOf, keep, remove, close, withdraw, blocked, board } = reviewRig(house);

describe("two reviewers", () => {
  it("of the same role at once: one decides, the other is told", async () => {
    const { organization, one, two } = await furnish();
    for (let round = 0; round < 4; round++) {
      const member = await house.person(organization, ["member"]);
      const review = await open(organization, one);
      const item = await itemOf(review, member, one);
      const outcomes = await Promise.allSettled([
        keep(review, [item], one),
        remove(review, item, two),
      ]);
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
      const { state } = await itemOf(review, member, one);
      const isIn = await board(member).then(
        () => true,
        () => false,
      );
      expect(isIn).toBe(state === "kept");
    }
  });

  it("may think again about what was kept, but what was removed is gone", async () => {
    const { organization, one, two } = await furnish();
    const member = await house.person(organization, ["member"]);
    const review = await open(organization, one);
    await keep(review, [await itemOf(review, member, one)], one);
    await remove(review, await itemOf(review, member, one), two);
    await expect(board(member)).rejects.toMatchObject({ code: "forbidden" });
    await expect(keep(review, [await itemOf(review, member, one)], one)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("taken away already"),
    });
  });

  it("are waited for by whoever closes: a decision that was begun is in it", async () => {
    const { organization, one, two } = await furnish();
    const member = await house.person(organization, ["member"]);
    const review = await open(organization, one);
    await keep(review, [await itemOf(review, two, one), await itemOf(review, member, one)], one);
    await keep(review, [await itemOf(review, one, two)], two);
    const item = await itemOf(review, member, one);
    const holder = await house.superuser.connect();
    try {
      await holder.query("begin");
      await holder.query("select from access_review_item where id = $1 for update", [item.id]);
      const removing = remove(review, item, two);
      await blocked(1);
      const closing = close(review, one);
      await blocked(2);
      await holder.query("rollback");
      await removing;
      expect(await closing).toMatchObject({ removed: 1, kept: 2 });
    } finally {
      holder.release();
    }
  });
});

describe("a role that went in the meantime", () => {
  it("is shown as gone, needs no decision, and takes none", async () => {
    const { organization, one, two } = await furnish();
    const member = await house.person(organization, ["member"]);
    const review = await open(organization, one);
    const before = await itemOf(review, member, one);
    await withdraw(member, one);
    expect(await itemOf(review, member, one)).toMatchObject({ state: "gone", decidedBy: null });
    for (const tried of [() => keep(review, [before], one), () => remove(review, before, one)])
      await expect(tried()).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining("in the meantime"),
      });
    await keep(review, [await itemOf(review, two, one)], one);
    await keep(review, [await itemOf(review, one, two)], two);
    expect(await close(review, one)).toMatchObject({ kept: 2, gone: 1, undecided: 0 });
    const { rows } = await house.superuser.query(
      "select decision, decided_by from access_review_item where id = $1",
      [before.id],
    );
    expect(rows).toEqual([{ decision: "gone", decided_by: null }]);
  });

  it("is not the last administrator's: that one stays", async () => {
    const organization = await house.organization();
    const administrator = await house.person(organization, ["administrator"]);
    const { id: roleId } = await house.call<{ id: string }>(
      "access.addRole",
      { name: "Reviewer", permissions: ["access.review.read", "access.review.write"] },
      administrator.token,
    );
    const reviewer = await house.person(organization, []);
    await house.call(
      "access.assignRole",
      { id: reviewer.membershipId, roleId, scopeId: organization.id },
      administrator.token,
    );
    const review = await open(organization, reviewer);
    const item = await itemOf(review, administrator, reviewer);
    await expect(remove(review, item, reviewer)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("the last person who can manage people"),
    });
    expect(await itemOf(review, administrator, reviewer)).toMatchObject({
      state: "undecided",
      version: 1,
    });
  });
});
