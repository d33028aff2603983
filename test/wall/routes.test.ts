import { describe, expect, it } from "vitest";
import { testHouse } from "../harness.ts";
import { attack, requestFor } from "./attack.ts";
import type { Attack } from "./attack.ts";
import { documentedRoutes, exampleOf, send } from "./document.ts";
import { foreignIds, rowsOf } from "./evidence.ts";
import { furnish } from "./furnish.ts";

const house = await testHouse();
const mine = await furnish(house);
const other = await furnish(house);
const routes = await documentedRoutes(house.server);
const withIds = routes.filter(({ idPlaces }) => idPlaces.length > 0);

const acrossOrganizations: Attack = {
  house,
  mine,
  token: mine.owner.token,
  foreign: await foreignIds(house, other),
  canaries: other.canaries,
  untouched: () => rowsOf(house, other),
};

/** Somebody who may do everything in the east, tried on what lies in the west. */
const acrossScopes: Attack = {
  ...acrossOrganizations,
  token: mine.eastern.token,
  foreign: {
    ...{ "the scope next door": mine.west, "a notice next door": mine.notices.west },
    ...mine.records,
  },
  canaries: [mine.canaries[0] + "-west"],
};

describe("ids of another organisation (Part 11 11.10(d), (g); ASVS 8.2.2, 8.4.1)", () => {
  it("are tried on every route that takes an id", () => {
    expect(withIds.length).toBeGreaterThan(20);
  });

  it.each(withIds)("$id succeeds with own ids", async (route) => {
    const { input, token } = await requestFor(house, mine, route);
    const answer = await send(house.server, route, input, token ?? mine.owner.token);
    expect(answer.status, answer.text).toBeLessThan(300);
  });

  it.each(withIds)(
    "$id answers as for ids that nobody has, and changes nothing there",
    async (route) => {
      expect(await attack(acrossOrganizations, route)).toEqual([]);
    },
  );

  it("believed to be the caller's own are a conflict on every route", async () => {
    for (const route of routes.filter(({ needsSession }) => needsSession)) {
      const answer = await send(house.server, route, exampleOf(route), mine.owner.token, {
        "plumbline-organization": other.organization.id,
      });
      expect(answer.status, route.id).toBe(409);
    }
  });

  it("would be let through by a notice table without its policy, and these tests would find it", async () => {
    const notices = withIds.filter(({ id }) => id.startsWith("home."));
    await house.superuser.query("alter table notice disable row level security");
    try {
      const breaches: string[] = [];
      for (const route of notices) breaches.push(...(await attack(acrossOrganizations, route)));
      expect(breaches).not.toEqual([]);
    } finally {
      await house.superuser.query("alter table notice enable row level security");
    }
  });
});

describe("ids of a scope out of reach", () => {
  it.each(withIds)("$id answers as for ids that nobody has", async (route) => {
    expect(await attack(acrossScopes, route)).toEqual([]);
  });

  // People, roles and the log belong to the whole organisation; everything else is tried where it lies.
  it.each(withIds.filter(({ id }) => id.startsWith("home.") || id.endsWith("Scope")))(
    "$id succeeds for whoever holds the permission in that scope alone",
    async (route) => {
      const { input } = await requestFor(house, mine, route);
      const answer = await send(house.server, route, input, mine.eastern.token);
      expect(answer.status, answer.text).toBeLessThan(300);
    },
  );

  it.each(["home.getNotice", "home.editNotice", "home.removeNotice"])(
    "%s says 404 where the notice cannot be seen",
    async (id) => {
      const input = { id: mine.notices.west, ...(id === "home.getNotice" ? {} : { version: 1 }) };
      await expect(house.call(id, input, mine.eastern.token)).rejects.toMatchObject({
        code: "not_found",
      });
    },
  );

  it.each([
    ["home.editNotice", { id: mine.notices.west, version: 1, title: "Mine now" }],
    ["home.removeNotice", { id: mine.notices.west, version: 1 }],
    ["access.editScope", { id: mine.west, version: 1, name: "Mine now" }],
    ["access.addScope", { parentId: mine.west, kind: "site", name: "Mine now" }],
  ])("%s says 403 where it can be seen but not changed", async (id, input) => {
    await expect(house.call(id, input, mine.watcher.token)).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("show nothing of the west in any list of the east", async () => {
    for (const route of routes.filter(
      ({ method, path, id }) => method === "GET" && !path.includes("{") && !id.startsWith("demo."),
    )) {
      const answer = await send(house.server, route, {}, mine.eastern.token);
      expect(answer.text, route.id).not.toContain(acrossScopes.canaries[0]);
    }
  });
});

describe("lists and documents without any id", () => {
  it("show nothing of another organisation", async () => {
    await house.sequenced();
    await house.signed();
    for (const route of routes.filter(
      ({ method, path, id }) => method === "GET" && !path.includes("{") && !id.startsWith("demo."),
    )) {
      const answer = await send(house.server, route, {}, mine.owner.token);
      expect(answer.status, route.id).toBeLessThan(300);
      for (const canary of other.canaries) expect(answer.text, route.id).not.toContain(canary);
    }
  });
});
