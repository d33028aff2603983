import { randomUUID } from "node:crypto";
import type { TestHouse, TestOrganization, TestPerson } from "../../../test/harness.ts";
import { proofFor, signer } from "../../../test/signing.ts";

type Thing = Record<string, unknown> & { id: string; version: number; state: string };

export type Cast = {
  readonly organization: TestOrganization;
  /** Requests and investigates. */
  readonly asker: TestPerson;
  readonly owner: TestPerson;
  readonly reviewer: TestPerson;
  readonly approver: TestPerson;
};

/** The people whom a CAPA passes through. */
export const castOf = async (house: TestHouse): Promise<Cast> => {
  const organization = await house.organization();
  return {
    organization,
    asker: await signer(house, organization, ["member"]),
    owner: await signer(house, organization, ["member"]),
    reviewer: await signer(house, organization, ["qualityManager"]),
    approver: await signer(house, organization, ["qualityApprover", "member"]),
  };
};

/** Drives records through their operations as people do: looks at the version, signs where a step is signed. */
export const driver = (house: TestHouse, type = "quality.capa") => {
  const get = (id: string, token: string): Promise<Thing> =>
    house.call(`${type}.get`, { id }, token);
  const take = async (
    id: string,
    step: string,
    { token }: Pick<TestPerson, "token">,
    more: Record<string, unknown> = {},
  ): Promise<Thing> => {
    const { version } = await get(id, token);
    const input = { id, version, ...more };
    const preview = `${type}.preview${step.charAt(0).toUpperCase()}${step.slice(1)}`;
    if (!house.operations.some((one) => one.id === preview))
      return house.call(`${type}.${step}`, input, token);
    const shown = await house.call<{ digest: string; point: string }>(preview, input, token);
    const purpose = `sign ${type}.${shown.point} ${id}`;
    const proof = await proofFor(house, token, { purpose, digest: shown.digest });
    const signature = { proof, digest: shown.digest };
    return house.call(`${type}.${step}`, { ...input, signature }, token);
  };
  return { get, take };
};

export const request = {
  title: "Labels come off in the cold room",
  kind: "corrective",
  problem: "Eleven of two hundred labels came off within a day.",
  sourceReference: `Audit ${randomUUID().slice(0, 4)}: finding on storage`,
};

/** As far as an approved plan with one action. */
export const approvedPlan = async (house: TestHouse, cast: Cast) => {
  const { take } = driver(house);
  const made = await house.call<Thing>(
    "quality.capa.create",
    { ...request, scopeId: cast.organization.id },
    cast.asker.token,
  );
  await take(made.id, "accept", cast.reviewer, {
    ownerId: cast.owner.membershipId,
    priority: "high",
    rationale: "It can reach patients.",
  });
  const { version } = await driver(house).get(made.id, cast.owner.token);
  await house.call(
    "quality.capa.edit",
    {
      ...{ id: made.id, version, reason: "The investigation is over" },
      ...{
        causes: ["material"],
        rootCause: "The glue is not made for cold.",
        extent: "Both sites.",
      },
    },
    cast.owner.token,
  );
  await take(made.id, "concludeInvestigation", cast.owner);
  const planned = await driver(house).get(made.id, cast.owner.token);
  await house.call(
    "quality.capa.edit",
    {
      ...{ id: made.id, version: planned.version, reason: "The plan" },
      ...{
        plan: "Another glue.",
        criterion: "Under 1 of 1,000",
        checkOn: "2020-01-01",
        dueOn: "2027-01-01",
      },
    },
    cast.owner.token,
  );
  const action = await house.call<Thing>(
    "quality.capaAction.create",
    {
      ...{ parentId: made.id, title: "Order the other glue", kind: "engineering" },
      ...{ task: "Order and test it.", ownerId: cast.asker.membershipId, dueOn: "2026-12-24" },
    },
    cast.owner.token,
  );
  await take(made.id, "submitPlan", cast.owner);
  await take(made.id, "approvePlan", cast.approver);
  return { id: made.id, actionId: action.id };
};
