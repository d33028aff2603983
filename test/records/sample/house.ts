import { readFileSync } from "node:fs";
import { registryOf } from "#core/records";
import type { HouseOptions, TestHouse, TestOrganization } from "../../harness.ts";
import { type Cast, castWith, type Drive, drive } from "../drive.ts";
import { sample } from "./app.ts";

/** For a house that has the throw-away types beside everything else. */
export const withSample: HouseOptions = {
  also: { app: sample, migration: readFileSync(new URL("migration.sql", import.meta.url), "utf8") },
};

export const registry = registryOf(sample.records ?? []);

export type Stage = {
  readonly organization: TestOrganization;
  readonly cast: Cast;
  readonly driven: Drive;
};

/** An organisation with four people who may do everything with the throw-away types. */
export const stage = async (house: TestHouse): Promise<Stage> => {
  const organization = await house.organization();
  const cast = await castWith(house, organization, ["member", "calibrationApprover"]);
  return {
    organization,
    cast,
    driven: drive({ house, registry, cast, scopeId: organization.id }),
  };
};
