import { randomUUID } from "node:crypto";
import { password } from "./harness.ts";
import type { TestHouse } from "./harness.ts";

/** A browser's session, for what a program's log-in may not do. */
export const browserToken = async (
  house: TestHouse,
  username: string,
  organization?: string,
): Promise<string> => {
  const operation = house.operations.find(({ id }) => id === "identity.signIn");
  if (!operation) throw new Error("There is no operation identity.signIn.");
  const outcome = await house.invoke(
    operation,
    { username, password, ...(organization === undefined ? {} : { organization }) },
    { requestId: randomUUID(), address: "127.0.0.1", device: "test", token: null },
  );
  if (typeof outcome.session !== "object") throw new Error("Signing in opened no session.");
  return outcome.session.token;
};
