import { browserToken } from "./browser-token.ts";
import { password } from "./harness.ts";
import type { TestHouse, TestOrganization, TestPerson } from "./harness.ts";

/** Somebody at a browser whose identity is verified and who has accepted the accountability policy in force. */
export const signer = async (
  house: TestHouse,
  organization: TestOrganization,
  roles: Parameters<TestHouse["person"]>[1],
): Promise<TestPerson> => {
  const person = await house.person(organization, roles);
  const verifier = await house.person(organization, []);
  await house.act(organization, async (ctx) => {
    await ctx.db
      .insertInto("signer_identity")
      .values({
        org_id: organization.id,
        id: ctx.newId(),
        membership_id: person.membershipId,
        verified_by: verifier.membershipId,
        how: "Seen in person",
        verified_at: new Date(),
      })
      .execute();
  });
  const token = await browserToken(house, person.username, organization.id);
  const { policy } = await house.call<{ policy: { version: number } }>(
    "signatures.getReadiness",
    {},
    token,
  );
  await house.call("signatures.acceptPolicy", { version: policy.version }, token);
  return { ...person, token };
};

/** The proof of a password typed anew, for one thing. */
export const proofFor = async (
  house: TestHouse,
  token: string,
  confirmed: { readonly purpose: string; readonly digest: string },
): Promise<string> =>
  (await house.call<{ proof: string }>("identity.stepUp", { password, ...confirmed }, token)).proof;
