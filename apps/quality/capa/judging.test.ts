import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { testHouse, type TestPerson } from "../../../test/harness.ts";
import { proofFor, signer } from "../../../test/signing.ts";
import { approvedPlan, castOf, driver, request } from "./capa-rig.ts";

const house = await testHouse();
const { get, take } = driver(house);
const action = driver(house, "quality.capaAction");
const cast = await castOf(house);
const { organization } = cast;
const both = await signer(house, organization, ["qualityManager", "qualityApprover"]);

const requested = () =>
  house.call<{ id: string; version: number }>(
    "quality.capa.create",
    { ...request, scopeId: organization.id },
    cast.asker.token,
  );

/** As far as a step, with the input that the others would send and the preview that was shown for it. */
const shownFor = async (
  type: string,
  id: string,
  step: string,
  { token }: TestPerson,
  more: object = {},
) => {
  const { version } = await driver(house, type).get(id, token);
  const input = { id, version, ...more };
  const preview = `${type}.preview${step.charAt(0).toUpperCase()}${step.slice(1)}`;
  const { digest, point } = await house.call<{ digest: string; point: string }>(
    preview,
    input,
    token,
  );
  const proof = await proofFor(house, token, { purpose: `sign ${type}.${point} ${id}`, digest });
  return { ...input, signature: { proof, digest } };
};

const evaluated = async () => {
  const { id, actionId } = await approvedPlan(house, cast);
  await action.take(actionId, "complete", cast.asker, { evidence: "Ordered." });
  await action.take(actionId, "verify", cast.reviewer);
  await take(id, "verifyActions", cast.reviewer, { sideEffects: "None found." });
  await take(id, "evaluate", cast.reviewer, { observed: "0 of 4,000" });
  return { id, actionId };
};

const signaturesOf = async (id: string) =>
  (
    await house.superuser.query<{ point: string }>(
      "select point from signature where record_id = $1 and ended_at is null order by signed_at",
      [id],
    )
  ).rows.map(({ point }) => point);

const acceptance = { priority: "high", rationale: "It can reach patients." };

describe("whoever judges", () => {
  it("does not become the owner of what they accept in the same step", async () => {
    const { id } = await requested();
    await expect(
      take(id, "accept", cast.reviewer, { ...acceptance, ownerId: cast.reviewer.membershipId }),
    ).rejects.toMatchObject({ code: "forbidden", message: expect.stringMatching(/own this/) });
    expect(await get(id, cast.asker.token)).toMatchObject({ state: "requested", ownerId: null });
  });

  it("approves no plan that holds an action of their own making", async () => {
    const { id } = await approvedPlan(house, cast);
    await take(id, "revisePlan", cast.owner, { reason: "One more" });
    await house.call(
      "quality.capaAction.create",
      {
        ...{ parentId: id, title: "Teach the others", kind: "training", task: "Teach." },
        ...{ ownerId: cast.asker.membershipId, dueOn: "2026-12-24" },
      },
      cast.approver.token,
    );
    await take(id, "submitPlan", cast.owner);
    await expect(take(id, "approvePlan", cast.approver)).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringMatching(/had a part/),
    });
    await take(id, "approvePlan", both);
  });

  it("closes nothing that they carried out", async () => {
    const { id, actionId } = await evaluated();
    await house.superuser.query("update record set owner_id = $1 where id = $2", [
      cast.approver.membershipId,
      actionId,
    ]);
    for (const [step, more] of [
      ["closeEffective", {}],
      ["closeIneffective", { reason: "It does not hold" }],
      ["extend", { reason: "Too few", extendedTo: "2020-02-01" }],
    ] as const)
      await expect(take(id, step, cast.approver, more)).rejects.toMatchObject({
        code: "forbidden",
      });
  });

  it("cannot let one verdict pass for the other", async () => {
    const { id } = await evaluated();
    const meant = await shownFor("quality.capa", id, "closeEffective", cast.approver);
    await expect(
      house.call(
        "quality.capa.closeIneffective",
        { ...meant, reason: "Turned round" },
        cast.approver.token,
      ),
    ).rejects.toMatchObject({ code: "signature_required" });
    expect(await get(id, cast.owner.token)).toMatchObject({ state: "evaluation" });
    await house.call("quality.capa.closeEffective", meant, cast.approver.token);
    expect(await signaturesOf(id)).toContain("closedEffective");
  });

  it("extends the watch to a later day, and once", async () => {
    const { id } = await evaluated();
    const reason = "Too few batches";
    await expect(
      take(id, "extend", cast.approver, { reason, extendedTo: "2019-12-31" }),
    ).rejects.toMatchObject({ code: "conflict", message: expect.stringMatching(/later day/) });
    await take(id, "extend", cast.approver, { reason, extendedTo: "2020-02-01" });
    await take(id, "evaluate", cast.reviewer, { observed: "0 of 9,000" });
    await expect(
      take(id, "extend", cast.approver, { reason, extendedTo: "2020-03-01" }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/once already/) });
  });
});

describe("what belongs to a plan", () => {
  it("is closed while somebody looks at it and after it was cancelled", async () => {
    const { id, actionId } = await approvedPlan(house, cast);
    await take(id, "revisePlan", cast.owner, { reason: "One more" });
    await take(id, "submitPlan", cast.owner);
    const { version } = await action.get(actionId, cast.owner.token);
    const unassigned = { id: actionId, version, dueOn: null, reason: "Behind the back" };
    await expect(
      house.call("quality.capaAction.edit", unassigned, cast.owner.token),
    ).rejects.toMatchObject({
      code: "conflict",
      fields: [{ path: "dueOn", message: expect.stringMatching(/“Planning, Implementation”/) }],
    });
    await take(id, "approvePlan", cast.approver);
    await take(id, "cancel", cast.approver, { reason: "The product is withdrawn" });
    expect(await action.get(actionId, cast.owner.token)).toMatchObject({
      state: "dropped",
      waitsFor: null,
      version: version + 1,
    });
    const mine = await house.call<{ items: { id: string }[] }>(
      "records.listMyWork",
      {},
      cast.asker.token,
    );
    expect(mine.items.map((item) => item.id)).not.toContain(actionId);
  });

  it("counts only what was not dropped", async () => {
    const { id, actionId } = await approvedPlan(house, cast);
    await action.take(actionId, "complete", cast.asker, { evidence: "Ordered." });
    await take(id, "revisePlan", cast.owner, { reason: "One more" });
    const extra = await house.call<{ id: string }>(
      "quality.capaAction.create",
      { parentId: id, title: "Not needed", kind: "procedural", task: "Nothing." },
      cast.owner.token,
    );
    expect(await get(id, cast.owner.token)).toMatchObject({ progress: 50 });
    await action.take(extra.id, "drop", cast.owner, { reason: "Not needed" });
    expect(await get(id, cast.owner.token)).toMatchObject({ progress: 100 });
  });

  it("always has an owner once somebody was made one", async () => {
    const { id } = await approvedPlan(house, cast);
    await take(id, "revisePlan", cast.owner, { reason: "One more" });
    const { version } = await get(id, cast.owner.token);
    await expect(
      house.call(
        "quality.capa.edit",
        { id, version, ownerId: null, reason: "Nobody" },
        cast.owner.token,
      ),
    ).rejects.toMatchObject({ code: "invalid", fields: [{ path: "ownerId" }] });
    await expect(
      house
        .call(
          "quality.capa.edit",
          { id, version, rootCause: null, reason: "Unknown" },
          cast.owner.token,
        )
        .then(() => take(id, "submitPlan", cast.owner)),
    ).rejects.toMatchObject({ message: expect.stringMatching(/Root cause/) });
  });
});

describe("at the same moment", () => {
  const settled = async (tries: readonly Promise<unknown>[]) => {
    const all = await Promise.allSettled(tries);
    return {
      done: all.filter(({ status }) => status === "fulfilled").length,
      refused: all.flatMap((one) => (one.status === "rejected" ? [one.reason] : [])),
    };
  };

  it("two approve: one does, and the other hears who it was", async () => {
    const { id } = await approvedPlan(house, cast);
    await take(id, "revisePlan", cast.owner, { reason: "One more" });
    await take(id, "submitPlan", cast.owner);
    const people = [cast.approver, both];
    const inputs = await Promise.all(
      people.map((one) => shownFor("quality.capa", id, "approvePlan", one)),
    );
    const { done, refused } = await settled(
      people.map(({ token }, n) => house.call("quality.capa.approvePlan", inputs[n], token)),
    );
    expect([done, refused.length]).toEqual([1, 1]);
    expect(refused[0]).toMatchObject({ code: "conflict" });
    expect(people.some(({ username }) => refused[0].message.includes(username))).toBe(true);
    expect((await signaturesOf(id)).filter((point) => point === "planApproved")).toHaveLength(1);
  });

  it("actions are verified and the plan is revised: only one of them", async () => {
    const { id, actionId } = await approvedPlan(house, cast);
    await action.take(actionId, "complete", cast.asker, { evidence: "Ordered." });
    await action.take(actionId, "verify", cast.reviewer);
    const more = { sideEffects: "None found." };
    const verify = await shownFor("quality.capa", id, "verifyActions", cast.reviewer, more);
    const { version } = verify;
    const { done } = await settled([
      house.call("quality.capa.verifyActions", verify, cast.reviewer.token),
      house.call("quality.capa.revisePlan", { id, version, reason: "Again" }, cast.owner.token),
    ]);
    expect(done).toBe(1);
    const { state } = await get(id, cast.owner.token);
    const standing = await signaturesOf(id);
    expect(standing.includes("planApproved")).toBe(state === "effectiveness");
    expect(standing.includes("verified")).toBe(state === "effectiveness");
  });

  it("an action is completed and its CAPA cancelled: it is never both open and done", async () => {
    for (let turn = 0; turn < 3; turn++) {
      const { id, actionId } = await approvedPlan(house, cast);
      const evidence = "Ordered.";
      const complete = await shownFor("quality.capaAction", actionId, "complete", cast.asker, {
        evidence,
      });
      const cancel = await shownFor("quality.capa", id, "cancel", cast.approver, {
        reason: "Withdrawn",
      });
      await settled([
        house.call("quality.capaAction.complete", complete, cast.asker.token),
        house.call("quality.capa.cancel", cancel, cast.approver.token),
      ]);
      expect(await get(id, cast.owner.token)).toMatchObject({ state: "cancelled" });
      expect(await action.get(actionId, cast.owner.token)).toMatchObject({ state: "dropped" });
    }
  });

  it("a plan is submitted while an action is added: the approver sees it or it is not there", async () => {
    const { id } = await approvedPlan(house, cast);
    await take(id, "revisePlan", cast.owner, { reason: "One more" });
    const { version } = await get(id, cast.owner.token);
    const { done } = await settled([
      house.call("quality.capa.submitPlan", { id, version }, cast.owner.token),
      house.call(
        "quality.capaAction.create",
        { parentId: id, title: "Unassigned", kind: "procedural", task: "Nobody does it." },
        cast.asker.token,
      ),
    ]);
    expect(done).toBe(1);
  });
});

describe("a signed step", () => {
  it("Part 11 11.70: takes no other values than were shown", async () => {
    const { id } = await requested();
    const more = { ...acceptance, ownerId: cast.owner.membershipId };
    const shown = await shownFor("quality.capa", id, "accept", cast.reviewer, more);
    await expect(
      house.call("quality.capa.accept", { ...shown, priority: "low" }, cast.reviewer.token),
    ).rejects.toMatchObject({ code: "conflict", message: expect.stringMatching(/has changed/) });
    expect(await get(id, cast.asker.token)).toMatchObject({ state: "requested", priority: null });
    await house.call("quality.capa.accept", shown, cast.reviewer.token);
  });

  it("Part 11 11.200(a): is not taken by a program, which leaves a trace", async () => {
    const { id } = await requested();
    const more = { ...acceptance, ownerId: cast.owner.membershipId };
    const shown = await shownFor("quality.capa", id, "accept", cast.reviewer, more);
    const program = await house.logIn(cast.reviewer.username, organization.id);
    await expect(house.call("quality.capa.accept", shown, program)).rejects.toMatchObject({
      code: "signature_required",
      message: expect.stringMatching(/program cannot sign/),
    });
    expect(await signaturesOf(id)).toEqual([]);
    await expect
      .poll(
        async () =>
          (
            await house.superuser.query(
              "select from log_entry where type = 'signatures.refused' and record_id = $1",
              [id],
            )
          ).rowCount,
      )
      .toBe(1);
  });

  it("asks for the right anew: a role that ended in between ends the ceremony", async () => {
    const { id } = await requested();
    const brief = await signer(house, organization, ["qualityManager"]);
    const more = { ...acceptance, ownerId: cast.owner.membershipId };
    const shown = await shownFor("quality.capa", id, "accept", brief, more);
    await house.superuser.query(
      "update membership_role set ends_on = '2020-01-01' where membership_id = $1",
      [brief.membershipId],
    );
    await expect(house.call("quality.capa.accept", shown, brief.token)).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(await signaturesOf(id)).toEqual([]);
  });

  it("has one effect however often its key comes", async () => {
    const { id } = await requested();
    const more = { ...acceptance, ownerId: cast.owner.membershipId };
    const shown = await shownFor("quality.capa", id, "accept", cast.reviewer, more);
    const key = { idempotencyKey: randomUUID() };
    const call = () => house.call("quality.capa.accept", shown, cast.reviewer.token, key);
    const [first, second] = await Promise.all([call(), call()]);
    expect(second).toEqual(first);
    expect(await call()).toEqual(first);
    expect(await signaturesOf(id)).toEqual(["accepted"]);
  });

  it("is undone with its effect when that fails, number and all", async () => {
    const { id } = await evaluated();
    await house.superuser.query(
      "alter table record add constraint no_more check (title not like 'Follow-up:%') not valid",
    );
    const drawn = async () =>
      (await house.superuser.query("select * from counter where org_id = $1", [organization.id]))
        .rows;
    const before = await drawn();
    await expect(
      take(id, "closeIneffective", cast.approver, { reason: "It does not hold" }),
    ).rejects.toMatchObject({ code: "invalid" });
    await house.superuser.query("alter table record drop constraint no_more");
    expect(await get(id, cast.owner.token)).toMatchObject({ state: "evaluation" });
    expect(await signaturesOf(id)).not.toContain("closedIneffective");
    expect(await drawn()).toEqual(before);
  });
});
