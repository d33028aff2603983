import type { Entry, Operation } from "#core/operation";
import type { House } from "../house/house.ts";
import { type DemoOrganization, demoPassword } from "./organizations.ts";

const entry = { requestId: "demo", address: "127.0.0.1", device: "Plumbline demo", token: null };

/** The demo's people, each signed in with a browser. */
export type Browser = {
  readonly as: (username: string) => Entry;
  readonly membershipOf: (username: string) => string;
  /** Types the password anew for one thing. */
  readonly prove: (
    username: string,
    confirmed: { purpose: string; digest: string },
  ) => Promise<string>;
  readonly close: () => Promise<void>;
};

export const browse = async (
  house: House,
  { id: organization, people }: DemoOrganization,
): Promise<Browser> => {
  const here = people.filter(({ waiting }) => waiting !== true);
  const signedIn = await Promise.all(
    here.map(async ({ username }) => {
      const input = { username, password: demoPassword, organization };
      const { json, session } = await house.invoke(
        operation(house, "identity.signIn"),
        input,
        entry,
      );
      if (typeof session !== "object") throw new Error(`${username} cannot sign in to the demo.`);
      const { membership } = JSON.parse(json ?? "{}") as { membership: { id: string } };
      return [username, { token: session.token, membershipId: membership.id }] as const;
    }),
  );
  const known = new Map(signedIn);
  const as = (username: string): Entry => ({ ...entry, token: known.get(username)?.token ?? null });
  return {
    as,
    membershipOf: (username) => known.get(username)?.membershipId ?? "",
    prove: async (username, confirmed) => {
      const input = { password: demoPassword, ...confirmed };
      return (await invoke<{ proof: string }>(house, "identity.stepUp", input, as(username))).proof;
    },
    close: async () => {
      for (const { username } of here) await invoke(house, "identity.signOut", {}, as(username));
    },
  };
};

export const invoke = async <R>(house: House, id: string, input: unknown, as: Entry): Promise<R> =>
  JSON.parse((await house.invoke(operation(house, id), input, as)).json ?? "null") as R;

const operation = ({ operations }: House, id: string): Operation => {
  const found = operations.find((one) => one.id === id);
  if (!found) throw new Error(`There is no operation ${id}.`);
  return found;
};
