import { randomBytes } from "node:crypto";
import { password } from "../harness.ts";
import type { TestHouse } from "../harness.ts";
import { browserToken } from "../browser-token.ts";
import { enrol } from "../second-factor.ts";
import type { Input } from "./document.ts";
import type { Side } from "./furnish.ts";

/** A request that succeeds with one's own ids, so that a refusal of the same request with foreign ids means the wall. */
export type Recipe = (house: TestHouse, own: Side) => Promise<{ input: Input; token?: string }>;

const today = new Date().toISOString().slice(0, 10);

const somebody = async (house: TestHouse, own: Side) =>
  (await house.person(own.organization, ["member"])).membershipId;

const assignmentOf = async (house: TestHouse, membershipId: string): Promise<string> => {
  const { rows } = await house.superuser.query<{ id: string }>(
    "select id from membership_role where membership_id = $1",
    [membershipId],
  );
  return rows[0]?.id ?? "";
};

const freshRole = (house: TestHouse, own: Side) =>
  house
    .call<{ id: string }>(
      "access.addRole",
      { name: `Role ${randomBytes(4).toString("hex")}`, permissions: ["home.notice.read"] },
      own.owner.token,
    )
    .then(({ id }) => id);

const freshScope = (house: TestHouse, own: Side) =>
  house.scope(own.organization, `Scope ${randomBytes(4).toString("hex")}`, own.east);

/** Of one role of one person in a scope of their own. */
const freshReview = async (
  house: TestHouse,
  own: Side,
): Promise<{ id: string; itemId: string }> => {
  const scopeId = await freshScope(house, own);
  await house.person(own.organization, [{ role: "member", in: scopeId }]);
  const { id } = await house.call<{ id: string }>(
    "access.openReview",
    { name: "Fresh", scopeId, dueOn: today },
    own.owner.token,
  );
  const { items } = await house.call<{ items: { id: string }[] }>(
    "access.listReviewItems",
    { id },
    own.owner.token,
  );
  return { id, itemId: items[0]?.id ?? "" };
};

const freshNotice = (house: TestHouse, own: Side) =>
  house
    .call<{ id: string }>(
      "home.postNotice",
      { title: "Fresh", text: "", fromOn: today, scopeId: own.east },
      own.owner.token,
    )
    .then(({ id }) => id);

const made = new Map<string, Promise<string>>();

/** Passwords take their time, and a recipe is asked for anew after each request that was taken. */
const oncePer = (key: string, make: () => Promise<string>): Promise<string> => {
  const known = made.get(key) ?? make();
  made.set(key, known);
  return known;
};

const sameBrowser = (house: TestHouse, username: string): Promise<string> =>
  oncePer(`${username} browser`, () => browserToken(house, username));

/** Asked for by somebody else, so that the owner may approve it. */
const freshReset = async (house: TestHouse, own: Side) => {
  const personId = await somebody(house, own);
  const other = await house.person(own.organization, ["administrator"]);
  const { id } = await house.call<{ id: string }>(
    "access.requestCredentialReset",
    { id: personId, reason: "Telephone and password lost" },
    other.token,
  );
  return { id, personId };
};

export const recipes: Readonly<Record<string, Recipe>> = {
  "access.getPerson": async (_, own) => ({ input: { id: own.member.membershipId } }),
  "access.invitePerson": async (_, own) => ({
    input: {
      username: `guest.${randomBytes(4).toString("hex")}`,
      email: "guest@example.org",
      printedName: "Guest",
      roles: [{ roleId: own.spareRole, scopeId: own.east }],
    },
  }),
  "access.editPerson": async (house, own) => ({
    input: {
      id: await somebody(house, own),
      version: 1,
      title: "Analyst",
      managerId: own.member.membershipId,
    },
  }),
  "access.deactivatePerson": async (house, own) => ({
    input: {
      id: await somebody(house, own),
      version: 1,
      reason: "Left us",
      successorId: own.member.membershipId,
    },
  }),
  "access.listOpenWork": async (_, own) => ({ input: { id: own.member.membershipId } }),
  "access.reactivatePerson": async (house, own) => ({
    input: { id: await somebody(house, own), version: 1, reason: "Came back" },
  }),
  "access.inviteAgain": async (house, own) => {
    const { id } = await house.call<{ id: string }>(
      "access.invitePerson",
      {
        username: `guest.${randomBytes(4).toString("hex")}`,
        email: "guest@example.org",
        printedName: "Guest",
      },
      own.owner.token,
    );
    return { input: { id } };
  },
  "access.assignRole": async (house, own) => ({
    input: { id: await somebody(house, own), roleId: own.spareRole, scopeId: own.east },
  }),
  "access.withdrawRole": async (house, own) => {
    const id = await somebody(house, own);
    return { input: { id, assignmentId: await assignmentOf(house, id) } };
  },
  "access.extendRole": async (house, own) => {
    const id = await somebody(house, own);
    return {
      input: {
        id,
        assignmentId: await assignmentOf(house, id),
        endsOn: today,
        reason: "Leaves today",
      },
    };
  },
  "access.openReview": async (_, own) => ({
    input: { name: "Fresh", scopeId: own.east, dueOn: today },
  }),
  "access.getReview": async (house, own) => ({ input: { id: (await freshReview(house, own)).id } }),
  "access.listReviewItems": async (house, own) => ({
    input: { id: (await freshReview(house, own)).id },
  }),
  "access.exportReview": async (house, own) => ({
    input: { id: (await freshReview(house, own)).id },
  }),
  "access.keepReviewedRoles": async (house, own) => {
    const { id, itemId } = await freshReview(house, own);
    return { input: { id, items: [{ id: itemId, version: 1 }] } };
  },
  "access.removeReviewedRole": async (house, own) => ({
    input: { ...(await freshReview(house, own)), version: 1, reason: "Not needed" },
  }),
  "access.closeReview": async (house, own) => {
    const { id, itemId } = await freshReview(house, own);
    await house.call(
      "access.keepReviewedRoles",
      { id, items: [{ id: itemId, version: 1 }] },
      own.owner.token,
    );
    return { input: { id, version: 1 } };
  },
  "access.editRole": async (house, own) => ({
    input: { id: await freshRole(house, own), version: 1, description: "Reads" },
  }),
  "access.removeRole": async (house, own) => ({
    input: { id: await freshRole(house, own), version: 1 },
  }),
  "access.requireSecondFactor": async (house, own) => ({
    input: { id: await freshRole(house, own), version: 1, required: true },
  }),
  "access.addScope": async (_, own) => ({
    input: { parentId: own.east, kind: "site", name: "North gate" },
  }),
  "access.editScope": async (house, own) => ({
    input: { id: await freshScope(house, own), version: 1, name: "South gate" },
  }),
  "access.addDepartments": async (_, own) => ({
    input: {
      parentId: own.east,
      items: [{ name: `Department ${randomBytes(4).toString("hex")}`, depth: 0 }],
    },
  }),
  "access.moveScope": async (house, own) => ({
    input: { id: await freshScope(house, own), version: 1, parentId: await freshScope(house, own) },
  }),
  "access.makeToken": async (house, own) => ({
    input: {
      name: "Import",
      permissions: ["home.notice.read"],
      scopes: [own.east],
      endsOn: today,
    },
    // Tried with ids of the scope next door as well, which are the owner's own.
    token: await sameBrowser(house, own.eastern.username),
  }),
  "access.revokeToken": async (house, own) => {
    const { token } = await house.call<{ token: { id: string } }>(
      "access.makeToken",
      { name: "Import", permissions: ["home.notice.read"], scopes: [own.east], endsOn: today },
      await sameBrowser(house, own.owner.username),
    );
    return { input: { id: token.id } };
  },
  "access.unlockPerson": async (house, own) => {
    const person = await house.person(own.organization, ["member"]);
    await house.superuser.query(
      "insert into sign_in_guard (username_digest, failures, locked_until, changed_at) values (digest_of_username($1), 5, now() + interval '30 minutes', now())",
      [person.username],
    );
    return { input: { id: person.membershipId, reason: "Asked by telephone" } };
  },
  "access.beginSecondFactorRemoval": async (house, own) => {
    const id = await oncePer(`${own.organization.id} enrolled`, async () => {
      const person = await house.person(own.organization, ["member"]);
      await enrol(house, person.token, () => new Date());
      return person.membershipId;
    });
    return { input: { id, reason: "Telephone lost" } };
  },
  "access.listCredentialResets": async (house, own) => ({
    input: { personId: (await freshReset(house, own)).personId },
  }),
  "access.requestCredentialReset": async (house, own) => ({
    input: { id: await somebody(house, own), reason: "Telephone and password lost" },
  }),
  "access.approveCredentialReset": async (house, own) => ({
    input: { id: (await freshReset(house, own)).id },
  }),
  "access.declineCredentialReset": async (house, own) => ({
    input: { id: (await freshReset(house, own)).id, declineReason: "Not needed" },
  }),
  "signatures.getReadiness": async (_, own) => ({
    input: { permission: "home.notice.write", scopeId: own.east },
  }),
  "signatures.getSignerIdentity": async (_, own) => ({ input: { id: own.member.membershipId } }),
  "signatures.verifyIdentity": async (house, own) => ({
    input: { id: await somebody(house, own), how: "Seen in person" },
  }),
  "signatures.endIdentity": async (_, own) => ({
    input: { id: own.member.membershipId, reason: "Card lost" },
  }),
  "home.listNotices": async (_, own) => ({ input: { scopeId: own.east } }),
  "home.getNotice": async (_, own) => ({ input: { id: own.notices.east } }),
  "home.postNotices": async (_, own) => ({
    input: { items: [{ title: "Fresh", text: "", fromOn: today, scopeId: own.east }] },
  }),
  "home.postNotice": async (_, own) => ({
    input: { title: "New", text: "", fromOn: today, scopeId: own.east },
  }),
  "home.editNotice": async (house, own) => ({
    input: { id: await freshNotice(house, own), version: 1, title: "Changed" },
  }),
  "home.removeNotice": async (house, own) => ({
    input: { id: await freshNotice(house, own), version: 1 },
  }),
  "log.listEntries": async (_, own) => ({
    input: { personId: own.owner.membershipId, recordId: own.notices.east },
  }),
  "identity.switchOrganization": async (house, own) => ({
    input: { organizationId: own.organization.id },
    token: await browserToken(house, own.owner.username),
  }),
  "identity.endSession": async (house, own) => {
    const token = await browserToken(house, own.owner.username);
    const { items } = await house.call<{ items: { id: string; current: boolean }[] }>(
      "identity.listSessions",
      {},
      token,
    );
    return { input: { id: items.find(({ current }) => current)?.id }, token };
  },
  "identity.signIn": async (house, own) => ({
    input: { username: own.owner.username, password, organization: own.organization.id },
    // Whoever signs in anew leaves the session that was shown.
    token: await browserToken(house, own.owner.username),
  }),
  "identity.logIn": async (house, own) => ({
    input: { username: own.owner.username, password, organization: own.organization.id },
    // Whoever signs in anew leaves the session that was shown.
    token: await browserToken(house, own.owner.username),
  }),
};
