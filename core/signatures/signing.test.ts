import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { browserToken } from "../../test/browser-token.ts";
import { testHouse, type TestOrganization } from "../../test/harness.ts";
import {
  addReport,
  meaning,
  purposeOfReport,
  reportType,
  sampleSigning,
  showReportTo,
  signReportAs,
} from "../../test/sample-signing.ts";
import { proofFor, signer } from "../../test/signing.ts";

const house = await testHouse({ operations: sampleSigning });

const show = (id: string, token: string) => showReportTo(house, id, token);
const signReport = (id: string, token: string, change = {}) =>
  signReportAs(house, id, token, change);

const stored = async (recordId: string) =>
  (
    await house.superuser.query("select * from signature where record_id = $1 order by signed_at", [
      recordId,
    ])
  ).rows;

const refusals = async (organization: TestOrganization, recordId: string) => {
  const { rows } = await house.superuser.query<{ context: { person: string }; new: object }>(
    "select context, new from log_entry where org_id = $1 and type = 'signatures.refused' and record_id = $2",
    [organization.id, recordId],
  );
  return rows;
};

const makeRole = async (organization: TestOrganization, name: string): Promise<string> => {
  const { token } = await house.person(organization, ["administrator"]);
  const permissions = ["home.notice.read", "home.notice.write"];
  await house.call("access.addRole", { name, permissions }, token);
  return name;
};

describe("a signature", () => {
  it("Part 11 11.50(a): holds printed name, meaning, role and time with zone as they were", async () => {
    const organization = await house.organization("Europe/Athens");
    const person = await signer(house, organization, ["member"]);
    const id = await addReport(house, organization);
    await signReport(id, person.token);
    await house.superuser.query("update membership set printed_name = 'Renamed' where id = $1", [
      person.membershipId,
    ]);
    await house.superuser.query(
      "update role set name = 'Renamed' where org_id = $1 and key = 'member'",
      [organization.id],
    );
    const [signature] = await stored(id);
    expect(signature).toMatchObject({
      printed_name: person.username,
      acting_role: "Member",
      meaning,
      zone: "Europe/Athens",
      membership_id: person.membershipId,
      ended_at: null,
    });
    expect(Math.abs(signature.signed_at.getTime() - Date.now())).toBeLessThan(10_000);
    expect(JSON.parse(signature.content)).toMatchObject({
      printedName: person.username,
      role: "Member",
      meaning,
      zone: "Europe/Athens",
      record: id,
      id: signature.id,
      signedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?\+00:00$/),
    });
    expect((await show(id, person.token)).signatures).toMatchObject([
      { stands: "standing", printedName: person.username, role: "Member", meaning },
    ]);
    const { rows } = await house.superuser.query(
      "select action, context, new ->> 'content' = $2 as same from log_entry where type = 'signatures.signature' and record_id = $1",
      [signature.id, signature.content],
    );
    expect(rows).toMatchObject([
      {
        action: "insert",
        same: true,
        context: { kind: "person", person: person.personId, operation: "sample.signReport" },
      },
    ]);
  });

  it("Part 11 11.70: shows itself broken after any change of what it covers, and whole when that is undone", async () => {
    const organization = await house.organization();
    const { token } = await signer(house, organization, ["member"]);
    const id = await addReport(house, organization);
    await signReport(id, token);
    const stands = async () => (await show(id, token)).signatures.map((one) => one.stands);
    await house.call("sample.retitleReport", { id, title: "Behind the back" }, token);
    expect(await stands()).toEqual(["broken"]);
    await house.call("sample.retitleReport", { id, title: "Report" }, token);
    expect(await stands()).toEqual(["standing"]);
    await house.superuser.query("update record_comment set text = 'Other' where record_id = $1", [
      id,
    ]);
    expect(await stands()).toEqual(["broken"]);
    await house.superuser.query("update record set state = 'other', version = 9 where id = $1", [
      id,
    ]);
    await house.superuser.query(
      "update record_comment set text = 'As planned' where record_id = $1",
      [id],
    );
    expect(await stands()).toEqual(["standing"]);
  });

  it("ends once, with a reason, and may then be given again", async () => {
    const organization = await house.organization();
    const { token, username } = await signer(house, organization, ["member"]);
    const id = await addReport(house, organization);
    await signReport(id, token);
    await expect(signReport(id, token)).rejects.toMatchObject({ code: "conflict" });
    const reopened = await house.call("sample.reopenReport", { id, title: "Found a gap" }, token);
    expect(reopened).toEqual({ ended: [username] });
    expect(await house.call("sample.reopenReport", { id, title: "Again" }, token)).toEqual({
      ended: [],
    });
    await signReport(id, token);
    expect((await show(id, token)).signatures).toMatchObject([
      { stands: "ended", endReason: "Found a gap" },
      { stands: "standing", endReason: null },
    ]);
  });

  it("is altered by nobody: the application may end it and nothing else, and that once", async () => {
    const organization = await house.organization();
    const { token } = await signer(house, organization, ["member"]);
    const id = await addReport(house, organization);
    await signReport(id, token);
    const attempt = (column: string, value: string) =>
      house.act(organization, async (ctx) => {
        await sql`update signature set ${sql.ref(column)} = ${value} where record_id = ${id}`.execute(
          ctx.db,
        );
      });
    for (const column of ["content", "printed_name", "meaning", "signed_at", "digest"])
      await expect(attempt(column, "2020-01-01")).rejects.toMatchObject({ code: "42501" });
    await house.call("sample.reopenReport", { id, title: "Found a gap" }, token);
    await expect(attempt("end_reason", "Something else")).rejects.toMatchObject({ code: "23514" });
    await expect(
      house.superuser.query("update signature set content = content || ' ' where record_id = $1", [
        id,
      ]),
    ).rejects.toMatchObject({ code: "23514" });
  });
});

describe("whoever signs", () => {
  it("Part 11 11.200(a)(1): types the password for this one thing, and once", async () => {
    const organization = await house.organization();
    const { token } = await signer(house, organization, ["member"]);
    const [id, other] = [
      await addReport(house, organization),
      await addReport(house, organization),
    ];
    const { digest } = await show(id, token);
    await expect(signReport(id, token, { proof: "x".repeat(43) })).rejects.toMatchObject({
      code: "signature_required",
    });
    const forOther = await proofFor(house, token, { purpose: purposeOfReport(other), digest });
    await expect(signReport(id, token, { proof: forOther })).rejects.toMatchObject({
      code: "signature_required",
    });
    const proof = await proofFor(house, token, { purpose: purposeOfReport(id), digest });
    await signReport(id, token, { proof });
    await house.call("sample.reopenReport", { id, title: "Found a gap" }, token);
    await expect(signReport(id, token, { proof })).rejects.toMatchObject({
      code: "signature_required",
    });
    expect(await stored(other)).toEqual([]);
  });

  it("Part 11 11.200(a)(1)(i): brings no proof from another session", async () => {
    const organization = await house.organization();
    const { token, username } = await signer(house, organization, ["member"]);
    const id = await addReport(house, organization);
    const { digest } = await show(id, token);
    const proof = await proofFor(house, token, { purpose: purposeOfReport(id), digest });
    const again = await browserToken(house, username, organization.id);
    await expect(signReport(id, again, { proof })).rejects.toMatchObject({
      code: "signature_required",
    });
    expect(await stored(id)).toEqual([]);
  });

  it("Part 11 11.200(a)(1)(ii): sits at a browser: a log-in of a program and an access token cannot sign", async () => {
    const organization = await house.organization();
    const person = await signer(house, organization, ["member"]);
    const id = await addReport(house, organization);
    const { digest } = await show(id, person.token);
    const program = await house.logIn(person.username, organization.id);
    await expect(
      proofFor(house, program, { purpose: purposeOfReport(id), digest }),
    ).rejects.toMatchObject({
      code: "forbidden",
    });
    const proof = await proofFor(house, person.token, { purpose: purposeOfReport(id), digest });
    await expect(signReport(id, program, { proof })).rejects.toMatchObject({
      code: "signature_required",
      message: expect.stringMatching(/program cannot sign/),
    });
    await expect(
      house.call("signatures.acceptPolicy", { version: 1 }, program),
    ).rejects.toMatchObject({ code: "forbidden" });
    expect(await stored(id)).toEqual([]);
  });

  it("Part 11 11.200(a)(3): is nobody's colleague: another person's proof signs nothing", async () => {
    const organization = await house.organization();
    const person = await signer(house, organization, ["member"]);
    const colleague = await signer(house, organization, ["administrator", "member"]);
    const id = await addReport(house, organization);
    const { digest } = await show(id, person.token);
    const proof = await proofFor(house, person.token, { purpose: purposeOfReport(id), digest });
    await expect(signReport(id, colleague.token, { proof })).rejects.toMatchObject({
      code: "signature_required",
    });
    expect(await stored(id)).toEqual([]);
  });

  it("Part 11 11.300(d): who tries and may not is in the organisation's log, with the record", async () => {
    const organization = await house.organization();
    const { username, personId } = await house.person(organization, ["member"]);
    const token = await browserToken(house, username, organization.id);
    const id = await addReport(house, organization);
    await expect(signReport(id, token)).rejects.toMatchObject({ code: "signature_required" });
    await expect
      .poll(() => refusals(organization, id))
      .toMatchObject([
        {
          context: { person: personId, operation: "sample.signReport" },
          new: { type: reportType, point: "approval" },
        },
      ]);
  });

  it("signs what was shown: a change while the dialog is open is a conflict", async () => {
    const organization = await house.organization();
    const { token } = await signer(house, organization, ["member"]);
    const id = await addReport(house, organization);
    const { digest } = await show(id, token);
    await house.call("sample.retitleReport", { id, title: "Changed meanwhile" }, token);
    await expect(signReport(id, token, { digest })).rejects.toMatchObject({ code: "conflict" });
    expect(await stored(id)).toEqual([]);
  });

  it("chooses the role to act in when there are several, among those that hold there today", async () => {
    const organization = await house.organization();
    const east = await house.scope(organization, "East");
    const lead = await makeRole(organization, "Lead");
    const past = await makeRole(organization, "Past");
    const { token } = await signer(house, organization, [
      "member",
      { role: lead, in: east },
      { role: past, endsOn: "2020-01-01" },
    ]);
    const [here, there] = [
      await addReport(house, organization, { scopeId: east }),
      await addReport(house, organization),
    ];
    await expect(signReport(here, token)).rejects.toMatchObject({
      code: "signature_required",
      fields: [{ path: "role", message: "Choose one of: Lead, Member." }],
    });
    await expect(signReport(here, token, { role: past })).rejects.toMatchObject({
      fields: [{ path: "role" }],
    });
    expect(await signReport(here, token, { role: lead })).toMatchObject({ role: lead });
    expect(await signReport(there, token)).toMatchObject({ role: "Member" });
    const readiness = { permission: "home.notice.write", scopeId: east };
    expect(await house.call("signatures.getReadiness", readiness, token)).toMatchObject({
      identityVerified: true,
      policy: { accepted: true },
      roles: ["Lead", "Member"],
    });
    const nobodys = { permission: "home.notice.write", scopeId: randomUUID() };
    await expect(house.call("signatures.getReadiness", nobodys, token)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("of two windows that sign at the same moment one signs", async () => {
    const organization = await house.organization();
    const { token } = await signer(house, organization, ["member"]);
    const id = await addReport(house, organization);
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => signReport(id, token)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" });
    expect(await stored(id)).toHaveLength(1);
  });
});
