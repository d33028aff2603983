import { describe, expect, it } from "vitest";
import { testHouse } from "../harness.ts";
import { requestFor } from "./attack.ts";
import { documentedRoutes, exampleOf, send } from "./document.ts";
import type { DocumentedRoute, Input } from "./document.ts";
import { furnish } from "./furnish.ts";

const house = await testHouse();
const side = await furnish(house);
const routes = await documentedRoutes(house.server);
const guarded = routes.filter(({ permission }) => permission !== "none");
const withSession = routes.filter(({ needsSession }) => needsSession);
// Health, the guide, the demo's accounts and signing in; whatever joins them has to be added here on purpose.
const open = [
  "demo.listAccounts",
  "demo.readOutbox",
  "identity.followLink",
  "identity.inspectLink",
  "identity.logIn",
  "identity.requestReset",
  "identity.signIn",
  "system.readApiDocument",
  "system.readApiGuide",
  "system.readHealth",
  "system.readMetrics",
  "system.readSignInHealth",
  "system.readSystemHealth",
];

const nobody = await house.person(side.organization, []);
const auditor = await house.person(side.organization, ["auditor"]);
const administrator = await house.person(side.organization, ["administrator"]);

const allBut = async (permission: string): Promise<string> => {
  const name = `All but ${permission}`;
  const permissions = [...house.parts.settings.permissions.keys()].filter(
    (one) => one !== permission,
  );
  await house.call("access.addRole", { name, permissions }, side.owner.token);
  return (await house.person(side.organization, [name])).token;
};

describe("every route (Part 11 11.10(g); ASVS 8.1.1, 8.2.1, 8.3.1)", () => {
  it("names a permission that exists, or says that it needs none", () => {
    for (const { id, permission } of routes)
      expect(permission === "none" || house.parts.settings.permissions.has(permission), id).toBe(
        true,
      );
    for (const { id, permission } of guarded)
      expect(house.operations.find((one) => one.id === id)?.permission).toBe(permission);
  });

  it("is open to everybody only where this list says so", () => {
    const found = routes.filter(({ needsSession }) => !needsSession).map(({ id }) => id);
    expect(found.toSorted()).toEqual(open);
  });

  it.each(withSession)("$id answers 401 to nobody and to a token that is none", async (route) => {
    for (const token of [null, "x".repeat(43)]) {
      const answer = await send(house.server, route, exampleOf(route), token);
      expect(answer.status, answer.text).toBe(401);
    }
  });

  it.each(guarded)("$id answers 403 to a person without roles", async (route) => {
    const answer = await send(house.server, route, exampleOf(route), nobody.token);
    expect(answer.status, answer.text).toBe(403);
  });

  it.each([...new Set(guarded.map(({ permission }) => permission))])(
    "needs exactly %s: every other permission together does not open it",
    async (permission) => {
      const token = await allBut(permission);
      for (const route of guarded.filter((one) => one.permission === permission)) {
        const answer = await send(house.server, route, exampleOf(route), token);
        expect(answer.status, `${route.id} ${answer.text}`).toBe(403);
      }
    },
  );
});

describe("the built-in roles", () => {
  const changing = guarded.filter(({ method }) => method !== "GET");

  // Where reading opens the door, only a record that is there shows what stands behind it.
  const inputOf = async (route: DocumentedRoute): Promise<Input> =>
    route.permission.endsWith(".read") && route.idPlaces.length > 0
      ? (await requestFor(house, side, route)).input
      : exampleOf(route);

  it.each(changing)("the auditor changes nothing: $id answers 403", async (route) => {
    const answer = await send(house.server, route, await inputOf(route), auditor.token);
    expect(answer.status, answer.text).toBe(403);
  });

  it.each(guarded.filter(({ method, path }) => method === "GET" && !path.includes("{")))(
    "the auditor reads everything: $id answers",
    async (route) => {
      await house.sequenced();
      await house.signed();
      const answer = await send(house.server, route, {}, auditor.token);
      expect(answer.status, answer.text).toBe(200);
    },
  );

  it.each(guarded.filter(({ permission }) => /^(home|quality)\./.test(permission)))(
    "the administrator has no rights on business content: $id answers 403",
    async (route) => {
      const answer = await send(house.server, route, exampleOf(route), administrator.token);
      expect(answer.status, answer.text).toBe(403);
    },
  );
});
