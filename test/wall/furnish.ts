import { randomBytes } from "node:crypto";
import { browserToken } from "../browser-token.ts";
import type { TestHouse, TestOrganization, TestPerson } from "../harness.ts";
import { furnishRecords } from "./furnish-records.ts";
import { furnishSigning } from "./furnish-signing.ts";

/** An organisation with rows in every tenant table, and texts by which anything of its would be recognised elsewhere. */
export type Side = {
  readonly organization: TestOrganization;
  readonly canaries: readonly string[];
  readonly east: string;
  readonly west: string;
  readonly everythingRole: string;
  readonly everythingName: string;
  readonly spareRole: string;
  /** Holds every permission in the whole organisation. */
  readonly owner: TestPerson;
  /** Holds every permission, but in the east only. */
  readonly eastern: TestPerson;
  /** Sees everything and may change only the east. */
  readonly watcher: TestPerson;
  readonly member: TestPerson;
  readonly notices: { readonly whole: string; readonly east: string; readonly west: string };
  /** A record of each type in the west, and what hangs on it, by what it is. */
  readonly records: Readonly<Record<string, string>>;
};

const smallestPicture =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

export const furnish = async (house: TestHouse): Promise<Side> => {
  const canary = `canary-${randomBytes(6).toString("hex")}`;
  const organization = await house.organization();
  const east = await house.scope(organization, `East ${canary}`);
  const west = await house.scope(organization, `West ${canary}-west`);
  const { token } = await house.person(organization, ["administrator"]);
  const everything = await house.call<{ id: string }>(
    "access.addRole",
    { name: `Everything ${canary}`, permissions: [...house.parts.settings.permissions.keys()] },
    token,
  );
  const spare = await house.call<{ id: string }>(
    "access.addRole",
    { name: `Spare ${canary}`, permissions: ["home.notice.read"] },
    token,
  );
  const role = `Everything ${canary}`;
  const owner = await house.person(organization, [role]);
  const eastern = await house.person(organization, [{ role, in: east }]);
  const watcher = await house.person(organization, ["auditor", { role, in: east }]);
  const member = await house.person(organization, [{ role: "member", in: west }]);
  await house.call(
    "access.openReview",
    { name: `Review ${canary}`, scopeId: east, dueOn: new Date().toISOString().slice(0, 10) },
    owner.token,
  );
  await house.call(
    "access.makeToken",
    {
      name: `Token ${canary}`,
      permissions: ["home.notice.read"],
      scopes: [east],
      endsOn: new Date().toISOString().slice(0, 10),
    },
    await browserToken(house, owner.username),
  );
  await house.call(
    "access.requestCredentialReset",
    { id: member.membershipId, reason: `Lost ${canary}` },
    token,
  );
  const post = (scopeId: string, title: string) =>
    house
      .call<{ id: string }>(
        "home.postNotice",
        { title, text: title, fromOn: new Date().toISOString().slice(0, 10), scopeId },
        owner.token,
      )
      .then(({ id }) => id);
  const look = [
    ["access.setLogo", { version: 0, pieces: [smallestPicture] }],
    ["access.setBanner", { version: 0, text: `Banner ${canary}` }],
    ["access.skipSetupStep", { step: "departments" }],
  ] as const;
  for (const [id, input] of look) await house.call(id, input, owner.token);
  await furnishSigning(house, organization, { owner, member, scopes: [east, west], canary });
  const records = await furnishRecords(house, owner, [
    { scopeId: east, mark: `East ${canary}` },
    { scopeId: west, mark: `West ${canary}-west` },
  ]);
  return {
    organization,
    canaries: [
      canary,
      organization.name,
      ...[owner, eastern, watcher, member].map(({ username }) => username),
    ],
    east,
    west,
    everythingRole: everything.id,
    everythingName: role,
    spareRole: spare.id,
    owner,
    eastern,
    watcher,
    member,
    records,
    notices: {
      whole: await post(organization.id, `Whole ${canary}`),
      east: await post(east, `East ${canary}`),
      west: await post(west, `West ${canary}-west`),
    },
  };
};
