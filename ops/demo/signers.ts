import type { Operation } from "#core/operation";
import type { House } from "../house/house.ts";
import { type DemoOrganization, demoPassword } from "./organizations.ts";

const entry = { requestId: "demo", address: "127.0.0.1", device: "Plumbline demo", token: null };

/** Everybody may sign at once: the administrator has verified who they are, and they have accepted the policy. */
export const makeSigners = async (
  house: House,
  { id: organization, people }: DemoOrganization,
  administrator: string,
): Promise<void> => {
  const here = people.filter(({ waiting }) => waiting !== true);
  await Promise.all(
    here.map(async ({ username, roles }) => {
      const token = await signIn(house, username, organization);
      const as = { ...entry, token };
      const { membershipId, identityVerified } = await invoke(
        house,
        "signatures.getReadiness",
        {},
        as,
      );
      // Nobody verifies their own identity, and administrators sign no records.
      if (!identityVerified && !roles.some(({ role }) => role === "administrator"))
        await invoke(
          house,
          "signatures.verifyIdentity",
          { id: membershipId, how: "Identity card seen in person" },
          { ...entry, token: administrator },
        );
      await invoke(house, "signatures.acceptPolicy", { version: 1 }, as);
      await invoke(house, "identity.signOut", {}, as);
    }),
  );
};

/** Whoever accepts sits at a browser; a program's log-in does not do. */
const signIn = async (house: House, username: string, organization: string): Promise<string> => {
  const input = { username, password: demoPassword, organization };
  const { session } = await house.invoke(operation(house, "identity.signIn"), input, entry);
  if (typeof session !== "object") throw new Error(`${username} cannot sign in to the demo.`);
  return session.token;
};

const invoke = async (
  house: House,
  id: string,
  input: unknown,
  as: Parameters<House["invoke"]>[2],
): Promise<{ readonly membershipId?: string; readonly identityVerified?: boolean }> =>
  JSON.parse((await house.invoke(operation(house, id), input, as)).json ?? "{}");

const operation = ({ operations }: House, id: string): Operation => {
  const found = operations.find((one) => one.id === id);
  if (!found) throw new Error(`There is no operation ${id}.`);
  return found;
};
