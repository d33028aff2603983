import { describe, expect, it } from "vitest";
import { testHouse, type TestPerson } from "../../test/harness.ts";
import { type Review, reviewRig } from "./review-rig.ts";

const house = await testHouse();
const { furnish, open, read, itemsOf, itemOf, keep, remove, close, withdraw } = reviewRig(house);

describe("a closed review", () => {
  const closed = async () => {
    const { organization, one, two } = await furnish();
    const review = await open(organization, one);
    await keep(review, [await itemOf(review, two, one)], one);
    await keep(review, [await itemOf(review, one, two)], two);
    await close(review, one);
    return { organization, one, two, review };
  };

  it("stays as it is, whatever becomes of the roles", async () => {
    const { one, two, review } = await closed();
    const before = [await read(review, one), await itemsOf(review, one)];
    const item = await itemOf(review, two, one);
    for (const tried of [
      () => keep(review, [item], one),
      () => remove(review, item, one),
      () => close(review, one),
    ])
      await expect(tried()).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringContaining("This review is closed"),
      });
    await withdraw(two, one);
    expect([await read(review, one), await itemsOf(review, one)]).toEqual(before);
    const { items } = await house.call<{ items: Review[] }>(
      "access.listReviews",
      { state: "closed" },
      one.token,
    );
    expect(items).toMatchObject([{ id: review.id }]);
    expect(await house.call("access.listReviews", {}, one.token)).toMatchObject({ items: [] });
  });

  it("is deleted by nobody, and only its closing and its decisions could ever be written", async () => {
    for (const sql of [
      "delete from access_review",
      "delete from access_review_item",
      "update access_review set name = ''",
      "update access_review_item set membership_id = id",
    ])
      await expect(house.parts.pool.query(sql)).rejects.toMatchObject({ code: "42501" });
  });
});

describe("the export of a review", () => {
  const download = async (review: Review, by: TestPerson): Promise<string> => {
    const { body } = await house.server.inject({
      url: `/api/v1/access-reviews/${review.id}/export`,
      headers: { authorization: `Bearer ${by.token}` },
    });
    return body;
  };

  it("is a CSV file with every decision, and no text of it runs as a formula", async () => {
    const { organization, one, two } = await furnish();
    const { id: roleId } = await house.call<{ id: string }>(
      "access.addRole",
      { name: '=cmd("a", 1)', permissions: ["home.notice.read"] },
      one.token,
    );
    const person = await house.person(organization, []);
    await house.call(
      "access.assignRole",
      { id: person.membershipId, roleId, scopeId: organization.id },
      one.token,
    );
    const review = await open(organization, one);
    await remove(review, await itemOf(review, person, one), one);
    const lines = (await download(review, two)).split("\r\n");
    expect(lines[0]).toBe("\uFEFFPerson,Role,Where,Last day,Decision,Reason,Decided by,Decided at");
    expect(lines).toHaveLength(5);
    const line = lines.find((text) => text.startsWith(person.username));
    expect(line).toContain(
      `,"'=cmd(""a"", 1)",Whole organisation,,removed,Works elsewhere now,${one.username},`,
    );
    const { rowCount } = await house.superuser.query(
      "select from log_entry where type = 'access.reviewExported' and record_id = $1",
      [review.id],
    );
    expect(rowCount).toBe(1);
  });
});
