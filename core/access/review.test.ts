import { describe, expect, it } from "vitest";
import { testHouse, type TestOrganization, type TestPerson } from "../../test/harness.ts";

const house = await testHouse();
const today = new Date().toISOString().slice(0, 10);

type Review = { id: string; version: number; total: number; undecided: number; closedAt: string };
type Item = {
  id: string;
  personId: string;
  roleName: string;
  state: string;
  version: number;
  decidedBy: string | null;
};

const furnish = async () => {
  const organization = await house.organization();
  const [one, two] = [
    await house.person(organization, ["administrator"]),
    await house.person(organization, ["administrator"]),
  ];
  return { organization, one, two };
};
const open = ({ id }: TestOrganization, by: TestPerson, scopeId = id) =>
  house.call<Review>("access.openReview", { name: "Autumn", scopeId, dueOn: today }, by.token);
const read = ({ id }: Review, by: TestPerson) =>
  house.call<Review>("access.getReview", { id }, by.token);
const itemsOf = async ({ id }: Review, by: TestPerson, more = {}) =>
  (await house.call<{ items: Item[] }>("access.listReviewItems", { id, ...more }, by.token)).items;
const itemOf = async (review: Review, person: TestPerson, by: TestPerson): Promise<Item> => {
  const found = (await itemsOf(review, by)).find(
    ({ personId }) => personId === person.membershipId,
  );
  if (!found) throw new Error("This person has no role under review.");
  return found;
};
const keep = ({ id }: Review, items: readonly Item[], by: TestPerson) =>
  house.call<Review>(
    "access.keepReviewedRoles",
    { id, items: items.map(({ id: item, version }) => ({ id: item, version })) },
    by.token,
  );
const remove = ({ id }: Review, item: Item, by: TestPerson) =>
  house.call<Review>(
    "access.removeReviewedRole",
    { id, itemId: item.id, version: item.version, reason: "Works elsewhere now" },
    by.token,
  );
const close = async (review: Review, by: TestPerson) =>
  house.call<Review>(
    "access.closeReview",
    { id: review.id, version: (await read(review, by)).version },
    by.token,
  );
const withdraw = async (person: TestPerson, by: TestPerson) => {
  const { rows } = await house.superuser.query<{ id: string }>(
    "select id from membership_role where membership_id = $1",
    [person.membershipId],
  );
  return house.call(
    "access.withdrawRole",
    { id: person.membershipId, assignmentId: rows[0]?.id },
    by.token,
  );
};
/** Until so many wait for a lock, or a second has passed without. */
const blocked = async (count: number): Promise<void> => {
  for (let tries = 0; tries < 40; tries++) {
    const { rowCount } = await house.superuser.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rowCount === count) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};
const board = (person: TestPerson) => house.call("home.listNotices", {}, person.token);

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
