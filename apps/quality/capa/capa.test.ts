import { describe, expect, it } from "vitest";
import { testHouse } from "../../../test/harness.ts";
import { approvedPlan, castOf, driver, request } from "./capa-rig.ts";

const house = await testHouse();
const { get, take } = driver(house);
const action = driver(house, "quality.capaAction");

describe("the life of a CAPA", () => {
  it("goes from request to its effect through six gates, each signed by somebody else", async () => {
    const cast = await castOf(house);
    const { id, actionId } = await approvedPlan(house, cast);
    await action.take(actionId, "complete", cast.asker, { evidence: "Ordered, tested, in use." });
    await action.take(actionId, "verify", cast.reviewer);
    await take(id, "verifyActions", cast.reviewer, { sideEffects: "None found." });
    await take(id, "evaluate", cast.reviewer, { observed: "0 of 4,000" });
    const closed = await take(id, "closeEffective", cast.approver);
    expect(closed).toMatchObject({ state: "effective", waitsFor: null });

    const shown = await get(id, cast.owner.token);
    expect(shown["number"]).toMatch(/^CA-\d{4}-0001$/);
    expect(shown["progress"]).toBe(100);
    const signatures = shown["signatures"] as { point: string; stands: string }[];
    expect(signatures.map(({ point, stands }) => `${point} ${stands}`)).toEqual([
      "accepted standing",
      "planApproved standing",
      "verified standing",
      "evaluated standing",
      "closedEffective standing",
    ]);
    await house.sequenced();
    const history = await house.call<{ items: { type: string; changes: object }[] }>(
      "quality.capa.history",
      { id },
      cast.owner.token,
    );
    const states = history.items.flatMap(({ changes }) =>
      "state" in changes ? [(changes.state as [string | null, string])[1]] : [],
    );
    expect(states).toEqual([
      ...["requested", "investigation", "plan", "planApproval", "implementation"],
      ...["effectiveness", "evaluation", "effective"],
    ]);
  });

  it("an ineffective one raises its successor, which says where it comes from", async () => {
    const cast = await castOf(house);
    const { id, actionId } = await approvedPlan(house, cast);
    await action.take(actionId, "complete", cast.asker, { evidence: "Ordered." });
    await action.take(actionId, "verify", cast.reviewer);
    await take(id, "verifyActions", cast.reviewer, { sideEffects: "None found." });
    await take(id, "evaluate", cast.reviewer, { observed: "90 of 4,000" });
    await take(id, "closeIneffective", cast.approver, { reason: "Still comes off" });
    const shown = await get(id, cast.owner.token);
    expect(shown["linkedFrom"]).toMatchObject([
      { kind: "source", number: expect.stringMatching(/-0002$/), state: "requested" },
    ]);
  });

  it("evidence at the fifth gate leaves the second signature standing; the approved plan is closed", async () => {
    const cast = await castOf(house);
    const { id, actionId } = await approvedPlan(house, cast);
    await action.take(actionId, "complete", cast.asker, { evidence: "Ordered." });
    const { version } = await action.get(actionId, cast.owner.token);
    await expect(
      house.call(
        "quality.capaAction.edit",
        { id: actionId, version, title: "Something else", reason: "Because" },
        cast.owner.token,
      ),
    ).rejects.toMatchObject({ code: "conflict", fields: [{ path: "title" }] });
    const plan = async () =>
      ((await get(id, cast.owner.token))["signatures"] as { point: string; stands: string }[]).find(
        ({ point }) => point === "planApproved",
      )?.stands;
    expect(await plan()).toBe("standing");
    await house.superuser.query("update capa_action set task = 'Behind the back' where id = $1", [
      actionId,
    ]);
    expect(await plan()).toBe("broken");
    await take(id, "revisePlan", cast.owner, { reason: "The supplier is gone" });
    expect(await plan()).toBe("ended");
  });

  it("whoever requested it cannot accept it, and its owner cannot approve its plan", async () => {
    const cast = await castOf(house);
    const { id } = await house.call<{ id: string }>(
      "quality.capa.create",
      { ...request, scopeId: cast.organization.id },
      cast.reviewer.token,
    );
    await expect(
      take(id, "accept", cast.reviewer, {
        ...{ ownerId: cast.owner.membershipId, priority: "high", rationale: "Why not" },
      }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });
});
