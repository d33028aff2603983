import { describe, expect, it } from "vitest";
import { testHouse } from "../../../test/harness.ts";

const house = await testHouse();
const today = new Date().toISOString().slice(0, 10);

const notice = (scopeId: string, more: Record<string, unknown> = {}) => ({
  title: "Fire drill",
  text: "At ten.",
  fromOn: today,
  scopeId,
  ...more,
});

describe("notices", () => {
  it("a posted notice is on the board, and in the log with its author", async () => {
    const organization = await house.organization();
    const author = await house.person(organization, ["member"]);
    const posted = await house.call("home.postNotice", notice(organization.id), author.token);
    expect(posted).toMatchObject({
      title: "Fire drill",
      version: 1,
      authorId: author.membershipId,
      scopeName: "Whole organisation",
    });

    const board = await house.call<{ items: { id: string }[] }>(
      "home.listNotices",
      {},
      author.token,
    );
    expect(board.items.map(({ id }) => id)).toEqual([posted["id"]]);
    const { rows } = await house.superuser.query(
      "select action, context from log_entry where record_id = $1",
      [posted["id"]],
    );
    expect(rows).toMatchObject([
      {
        action: "insert",
        context: { kind: "person", person: author.personId, operation: "home.postNotice" },
      },
    ]);
  });

  it("an edit that changes nothing leaves neither version nor entry", async () => {
    const organization = await house.organization();
    const { token } = await house.person(organization, ["member"]);
    const { id } = await house.call<{ id: string }>(
      "home.postNotice",
      notice(organization.id),
      token,
    );
    const same = await house.call(
      "home.editNotice",
      { id, version: 1, title: "Fire drill" },
      token,
    );
    expect(same["version"]).toBe(1);
    const changed = await house.call(
      "home.editNotice",
      { id, version: 1, title: "Fire drill at ten" },
      token,
    );
    expect(changed["version"]).toBe(2);
    const { rows } = await house.superuser.query(
      "select action from log_entry where record_id = $1 order by hint",
      [id],
    );
    expect(rows.map(({ action }) => action)).toEqual(["insert", "update"]);
  });

  it("of two edits of the same version one wins and the other is told", async () => {
    const organization = await house.organization();
    const { token } = await house.person(organization, ["member"]);
    const { id } = await house.call<{ id: string }>(
      "home.postNotice",
      notice(organization.id),
      token,
    );
    const outcomes = await Promise.allSettled(
      ["A", "B"].map((title) => house.call("home.editNotice", { id, version: 1, title }, token)),
    );
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "conflict" },
    });
  });

  it("pages by key without gap or repetition, pinned first", async () => {
    const organization = await house.organization();
    const { token } = await house.person(organization, ["member"]);
    for (let index = 0; index < 7; index++) {
      await house.call(
        "home.postNotice",
        notice(organization.id, { title: `N${index}`, pinned: index === 2 }),
        token,
      );
    }
    const titles: string[] = [];
    let after: string | null = null;
    do {
      const page: { items: { title: string }[]; next: string | null } = await house.call(
        "home.listNotices",
        { limit: 3, ...(after ? { after } : {}) },
        token,
      );
      titles.push(...page.items.map(({ title }) => title));
      after = page.next;
    } while (after);
    expect(titles).toEqual(["N2", "N6", "N5", "N4", "N3", "N1", "N0"]);
  });

  it("says beside the field what is wrong", async () => {
    const organization = await house.organization();
    const { token } = await house.person(organization, ["member"]);
    await expect(
      house.call(
        "home.postNotice",
        notice(organization.id, { title: " ", untilOn: "2020-01-01" }),
        token,
      ),
    ).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "title", message: "Enter a title." }],
    });
    await expect(
      house.call("home.postNotice", notice(organization.id, { untilOn: "2020-01-01" }), token),
    ).rejects.toMatchObject({
      code: "invalid",
      fields: [{ path: "untilOn" }],
    });
  });
});
