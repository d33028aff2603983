import { describe, expect, it } from "vitest";
import {
  explore,
  faultsOf,
  inEnglish,
  type RecordType,
  refusals,
  registryOf,
  sentences,
} from "#core/records";
import { apps, testHouse } from "../harness.ts";
import { castWith, drive, previewOf, wayBetween } from "./drive.ts";
import type { Detail } from "./detail.ts";
import { nothingHappened } from "./residue.ts";
import { inputFor } from "./values.ts";

const registry = registryOf(apps.flatMap(({ records = [] }) => records));
const types = [...registry.types.values()].map((type) => ({ name: type.name, type }));
const house = await testHouse();
const organization = await house.organization();
await house.call(
  "access.addRole",
  { name: "Everything", permissions: [...house.parts.settings.permissions.keys()] },
  (await house.person(organization, ["administrator"])).token,
);
const cast = await castWith(house, organization, ["Everything"]);
const driven = drive({ house, registry, cast, scopeId: organization.id });

const stepsOf = (type: RecordType) =>
  new Map(Object.values(type.states).flatMap(({ on }) => Object.entries(on ?? {})));

describe.each(types)("the machine of $name", ({ type }) => {
  const machines = [type, ...type.earlier];

  it("is sound in every situation that four people can bring a record into", () => {
    expect(faultsOf(type)).toEqual([]);
    for (const machine of machines) {
      const { situations, faults } = explore({ ...type, ...machine, earlier: [] });
      expect(faults).toEqual([]);
      expect(situations).toBeGreaterThanOrEqual(Object.keys(machine.states).length);
    }
  });

  it("Part 11 11.10(f): refuses every step that a state does not have, and nothing happens", async () => {
    let shown: Detail | undefined;
    for (const state of Object.keys(type.states)) {
      const goesOn = shown && wayBetween(type, shown.state, [state]);
      shown = await driven.moveTo(type, goesOn && shown ? shown : await driven.make(type), [state]);
      expect(shown.state).toBe(state);
      const { id, version } = shown;
      const closed = [...stepsOf(type)].filter(([step]) => !type.states[state]?.on?.[step]);
      const left = await nothingHappened(house, organization);
      for (const [step, { asks = [], signs }] of closed) {
        const input = {
          ...{ id, version, reason: "It has to be" },
          ...Object.fromEntries(asks.map((name) => inputFor(type, name, cast[1].membershipId))),
        };
        const signature = { proof: "x".repeat(43), digest: "0".repeat(64) };
        const tries: [string, object][] = signs
          ? [
              [step, { ...input, signature }],
              [previewOf(step), input],
            ]
          : [[step, input]];
        for (const [verb, sent] of tries)
          await expect(
            house.call(`${type.name}.${verb}`, sent, cast[2].token),
            `${verb} in ${state}`,
          ).rejects.toMatchObject({
            code: "conflict",
            message: inEnglish({
              says: sentences.wrongState,
              slots: { state: type.states[state]?.label ?? "" },
            }),
          });
      }
      await left();
    }
  }, 120_000);

  it("says every refusal in whole sentences", async () => {
    const shown = await driven.make(type);
    const nobody = { membershipId: null, may: () => false };
    for (const may of [() => false, () => true])
      for (const step of stepsOf(type).keys())
        for (const state of Object.keys(type.states)) {
          const data = { ...empty(shown), state };
          for (const membershipId of [cast[0].membershipId, null])
            for (const why of refusals(
              type,
              step,
              data,
              { ...nobody, membershipId, may },
              "2026-01-01",
            ))
              expect(inEnglish(why)).toMatch(/^[^{}]+[.!?]$/);
        }
  });
});

const empty = (shown: Detail) => ({
  ...shown,
  fields: {},
  children: {},
  links: [],
  signatures: [],
});
