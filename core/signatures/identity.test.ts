import { describe, expect, it } from "vitest";
import { browserToken } from "../../test/browser-token.ts";
import { password, testHouse, type TestPerson } from "../../test/harness.ts";
import { linkOf } from "../../test/letters.ts";
import { addReport, sampleSigning, signReportAs } from "../../test/sample-signing.ts";
import { signer } from "../../test/signing.ts";

const house = await testHouse({ operations: sampleSigning });

const signReport = (id: string, token: string) => signReportAs(house, id, token);

describe("before a first signature, somebody", () => {
  it("Part 11 11.100(b), 11.10(j): has a verified identity and has accepted the policy in force", async () => {
    const organization = await house.organization();
    const administrator = await house.person(organization, ["administrator"]);
    const { username, membershipId } = await house.person(organization, ["member"]);
    const token = await browserToken(house, username, organization.id);
    const id = await addReport(house, organization);
    await expect(signReport(id, token)).rejects.toMatchObject({
      code: "signature_required",
      message: expect.stringMatching(/verified your identity/),
    });
    const verify = (by: TestPerson, of: string) =>
      house.call("signatures.verifyIdentity", { id: of, how: "Identity card seen" }, by.token);
    await expect(verify(administrator, administrator.membershipId)).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringMatching(/own identity/),
    });
    await expect(
      house.superuser.query(
        "insert into signer_identity (org_id, id, membership_id, verified_by, how, verified_at) values ($1, gen_random_uuid(), $2, $2, 'Myself', now())",
        [organization.id, membershipId],
      ),
    ).rejects.toMatchObject({ code: "23514" });
    await verify(administrator, membershipId);
    await expect(verify(administrator, membershipId)).rejects.toMatchObject({ code: "conflict" });
    await expect(signReport(id, token)).rejects.toMatchObject({
      code: "signature_required",
      message: expect.stringMatching(/accountability policy/),
    });
    await house.call("signatures.acceptPolicy", { version: 1 }, token);
    await signReport(id, token);

    // A new version asks everybody again.
    const text = "I sign only what I have read, and I answer for it with my name.";
    await house.call("signatures.publishPolicy", { version: 1, text }, administrator.token);
    const other = await addReport(house, organization);
    await expect(signReport(other, token)).rejects.toMatchObject({ code: "signature_required" });
    await expect(
      house.call("signatures.acceptPolicy", { version: 1 }, token),
    ).rejects.toMatchObject({ code: "conflict" });
    await house.call("signatures.acceptPolicy", { version: 2 }, token);
    await signReport(other, token);
  });

  it("Part 11 11.300(c): signs nothing any more once the verification of identity has ended", async () => {
    const organization = await house.organization();
    const administrator = await house.person(organization, ["administrator"]);
    const person = await signer(house, organization, ["member"]);
    const id = await addReport(house, organization);
    await house.call(
      "signatures.endIdentity",
      { id: person.membershipId, reason: "Phone and password lost" },
      administrator.token,
    );
    await expect(signReport(id, person.token)).rejects.toMatchObject({
      code: "signature_required",
    });
    await house.call(
      "signatures.verifyIdentity",
      { id: person.membershipId, how: "Seen again" },
      administrator.token,
    );
    await signReport(id, person.token);
    expect(
      await house.call(
        "signatures.getSignerIdentity",
        { id: person.membershipId },
        administrator.token,
      ),
    ).toMatchObject({
      verified: true,
      history: [
        { how: "Seen again", endedAt: null },
        { how: "Seen in person", endReason: "Phone and password lost" },
      ],
    });
  });

  it("Part 11 11.300(c): is verified anew after credentials that came by letter", async () => {
    const organization = await house.organization();
    const person = await signer(house, organization, ["member"]);
    const id = await addReport(house, organization);
    const one = await house.person(organization, ["administrator"]);
    const two = await house.person(organization, ["administrator"]);
    const reset = await house.call(
      "access.requestCredentialReset",
      { id: person.membershipId, reason: "Telephone and password lost" },
      one.token,
    );
    await house.call("access.approveCredentialReset", { id: reset["id"] }, two.token);
    const token = await linkOf(house, person.username);
    await house.call("identity.followLink", { token, password });
    const again = await browserToken(house, person.username, organization.id);
    await expect(signReport(id, again)).rejects.toMatchObject({
      code: "signature_required",
      message: expect.stringMatching(/verified your identity/),
    });
  });
});
