import { describe, expect, it } from "vitest";
import { explore, faultsOf } from "#core/records";
import { testHouse } from "../../harness.ts";
import { documentedRoutes } from "../../wall/document.ts";
import { verifyExported } from "../exported.ts";
import { listen } from "../listen.ts";
import { calibration } from "./calibration.ts";
import { finding } from "./finding.ts";
import { stage, withSample } from "./house.ts";

const house = await testHouse(withSample);
const routes = await documentedRoutes(house.server);
const { organization, cast, driven } = await stage(house);
const [author, owner, , approver] = cast;
const call = <R = Record<string, unknown>>(verb: string, input: object, who = author) =>
  house.call<R>(`sample.calibration.${verb}`, input, who.token);

const values = {
  procedure: { blocks: [{ kind: "paragraph", inlines: [{ text: "Twice", strong: true }] }] },
  readings: [
    { at: 0, is: "0.002" },
    { at: 100, is: "-99.900" },
  ],
  deviation: "0.100",
  assessor: approver.membershipId,
  cost: { minor: 12_050, currency: "EUR" },
};

describe("what one declaration and one migration bring", () => {
  it("an API that documents itself", () => {
    const own = routes.filter(({ id }) => id.startsWith("sample.calibration."));
    expect(own.map(({ method, path }) => `${method} ${path}`)).toEqual(
      expect.arrayContaining([
        ...["GET /api/v1/calibrations", "POST /api/v1/calibrations"],
        ...["GET /api/v1/calibrations/{id}", "PATCH /api/v1/calibrations/{id}"],
        ...["GET /api/v1/calibrations/board", "GET /api/v1/calibrations/{id}/history"],
        ...["GET /api/v1/calibrations/{id}/as-of", "POST /api/v1/calibrations/{id}/comments"],
        ...["POST /api/v1/calibrations/{id}/approve/preview"],
        ...["POST /api/v1/calibrations/{id}/send-back"],
      ]),
    );
  });

  it("permissions, in the roles that it names", async () => {
    const { token } = await house.person(organization, ["administrator"]);
    const { items } = await house.call<{ items: { key: string; permissions: string[] }[] }>(
      "access.listRoles",
      {},
      token,
    );
    const held = (key: string) => items.find((role) => role.key === key)?.permissions ?? [];
    expect(held("member")).toContain("sample.calibration.measure");
    expect(held("member")).not.toContain("sample.calibration.approve");
    expect(held("calibrationApprover")).toContain("sample.calibration.approve");
    expect(held("auditor")).toContain("sample.calibration.read");
  });

  it("a machine that is proven", () => {
    for (const type of [calibration, finding]) {
      expect(faultsOf(type)).toEqual([]);
      expect(explore(type).faults).toEqual([]);
    }
  });

  it("list, filters, order, count, board, my work and comments", async () => {
    const { organization: own, cast: people } = await stage(house);
    const make = (instrument: string, more = {}) =>
      call<{ id: string; number: string }>(
        "create",
        { scopeId: own.id, title: `Check ${instrument}`, instrument, ...more },
        people[0],
      );
    const scale = await make("Scale", { kind: "own", ownerId: people[0].membershipId });
    const thermometer = await make("Thermometer", { assessor: people[1].membershipId });
    expect([scale.number, thermometer.number]).toEqual([
      expect.stringMatching(/^CAL-\d{4}-00001$/),
      expect.stringMatching(/^CAL-\d{4}-00002$/),
    ]);
    const listed = async (input: object) =>
      (await call<{ items: { id: string }[] }>("list", input, people[0])).items.map(({ id }) => id);
    expect(await listed({ sort: "instrument" })).toEqual([scale.id, thermometer.id]);
    expect(await listed({ sort: "-instrument" })).toEqual([thermometer.id, scale.id]);
    expect(await listed({ kind: "own" })).toEqual([scale.id]);
    expect(await listed({ assessor: people[1].membershipId })).toEqual([thermometer.id]);
    expect(await listed({ instrument: "Scale", state: "planned,running" })).toEqual([scale.id]);
    expect(await call("count", {}, people[0])).toMatchObject({ count: 2, states: { planned: 2 } });
    const { columns } = await call<{ columns: { state: string; items: object[] }[] }>(
      "board",
      {},
      people[0],
    );
    expect(columns.map(({ state, items }) => `${state} ${items.length}`)).toEqual([
      ...["planned 2", "running 0", "review 0", "approved 0", "rejected 0", "cancelled 0"],
    ]);
    const work = await house.call<{ items: object[] }>("records.listMyWork", {}, people[0].token);
    expect(work.items).toMatchObject([{ id: scale.id, mine: true, type: "sample.calibration" }]);
    await call("comment", { id: scale.id, text: "The old one?" }, people[1]);
    expect(await call("listComments", { id: scale.id }, people[0])).toMatchObject({
      items: [{ text: "The old one?", authorId: people[1].membershipId }],
    });
  });

  it("a life of its own, signed twice, live, in history and as of any instant", async () => {
    const listener = await listen(house, approver);
    const { id } = await call<{ id: string }>("create", {
      ...{ scopeId: organization.id, title: "Scale", instrument: "Scale 4", kind: "own" },
      ...{ ownerId: owner.membershipId, procedure: values.procedure, assessor: values.assessor },
      cost: values.cost,
    });
    await expect.poll(() => listener.ids()).toContain(id);
    await driven.take(calibration, await driven.get(calibration, id), "begin");
    const found = await house.call<{ id: string; number: string }>(
      "sample.finding.create",
      { parentId: id, title: "Dust", found: "Dust below the plate", ownerId: owner.membershipId },
      owner.token,
    );
    expect(found.number).toMatch(/^CAL-\d{4}-\d{5}-F1$/);
    const running = await driven.get(calibration, id);
    await call(
      "edit",
      { id, version: running.version, readings: values.readings, reason: "Measured" },
      owner,
    );
    await house.sequenced();
    const before = new Date().toISOString();
    await driven.take(calibration, await driven.get(calibration, id), "submit");
    const resolved = await house.call<{ state: string }>(
      "sample.finding.get",
      { id: found.id },
      owner.token,
    );
    expect(resolved.state).toBe("resolved");
    await driven.take(calibration, await driven.get(calibration, id), "approve");

    const shown = await driven.get(calibration, id);
    expect(shown).toMatchObject({ ...values, deviation: expect.any(String), state: "approved" });
    expect(shown.signatures.map(({ point, stands }) => `${point} ${stands}`)).toEqual([
      "measured standing",
      "approved standing",
    ]);
    await house.sequenced();
    expect(await call("asOf", { id, at: before })).toMatchObject({
      ...{ state: "running", readings: values.readings, deviation: null, cost: values.cost },
      children: { findings: [{ id: found.id, state: "open" }] },
    });
    const { items } = await call<{ items: { reason: string | null; changes: object }[] }>(
      "history",
      { id },
    );
    expect(items.filter(({ reason }) => reason === "Measured")).toContainEqual(
      expect.objectContaining({ changes: { readings: [null, values.readings] } }),
    );
    const verdict = await verifyExported(house, organization);
    expect(verdict).toMatchObject({ ok: true, fault: null, signatures: { broken: [] } });
  });
});
