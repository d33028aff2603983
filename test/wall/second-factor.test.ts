import { describe, expect, it } from "vitest";
import { testHouse } from "../harness.ts";
import { enrol } from "../second-factor.ts";
import { documentedRoutes, exampleOf, send } from "./document.ts";
import { furnish } from "./furnish.ts";

const house = await testHouse();
const { owner, everythingRole } = await furnish(house);
await house.call(
  "access.requireSecondFactor",
  { id: everythingRole, version: 1, required: true },
  owner.token,
);
const routes = await documentedRoutes(house.server);
const guarded = routes.filter(({ permission }) => permission !== "none");

describe("whoever must set up a second factor first (ASVS 6.3.3)", () => {
  it.each(guarded)("is refused by $id", async (route) => {
    const answer = await send(house.server, route, exampleOf(route), owner.token);
    expect(answer.status, answer.text).toBe(403);
    expect(answer.text).toContain("Your role asks for a second factor.");
  });

  it("is not refused any more afterwards", async () => {
    await enrol(house, owner.token, () => new Date());
    for (const route of guarded.filter(
      ({ method, path }) => method === "GET" && !path.includes("{"),
    )) {
      const answer = await send(house.server, route, {}, owner.token);
      expect(answer.text).not.toContain("second factor.");
    }
  });
});
