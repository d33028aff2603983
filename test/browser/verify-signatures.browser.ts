import { createHash, randomUUID } from "node:crypto";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { canonical, coveredDigest } from "#core/signatures";
import type { TestOrganization, TestPerson } from "../harness.ts";
import { startApp, visit } from "./app.ts";

const app = await startApp();
const { house } = app;

const makeRecord = async (organization: TestOrganization): Promise<string> => {
  const { rows } = await house.superuser.query<{ id: string }>(
    `insert into record (org_id, id, scope_id, type, definition, title, state, waits_for, retention, created_at, updated_at)
     values ($1, gen_random_uuid(), $1, 'sample.report', 1, 'Report', 'review', 'approve', 'none', now(), now()) returning id`,
    [organization.id],
  );
  return rows[0]?.id ?? "";
};

/** The row as signing writes it; `context` is what the log then says of who did. */
const addSignature = async (
  organization: TestOrganization,
  { membershipId, personId }: TestPerson,
  recordId: string,
  kind: "person" | "console",
): Promise<void> => {
  const [id, signedAt] = [randomUUID(), "2026-11-20T10:00:00+00:00"];
  const rows = [{ table: "records.record", id: recordId, values: { title: "Report" } }];
  const names = { meaning: "I approve", printedName: "Nora Lind", role: "Member", zone: "UTC" };
  const content = canonical({
    ...{ id, recordId, type: "sample.report", definition: 1, point: "approval" },
    ...{ ...names, membershipId, signedAt, rows },
  });
  const context = { kind, person: personId, membership: membershipId };
  const client = await house.superuser.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('plumb.context', $1, true)", [JSON.stringify(context)]);
    await client.query(
      `insert into signature (org_id, id, scope_id, record_id, type, definition, record_version, point, meaning, membership_id, printed_name,
         acting_role, zone, signed_at, covered_digest, content, covers, digest)
       values ($1, $2, $1, $3, 'sample.report', 1, 1, 'approval', 'I approve', $4, 'Nora Lind', 'Member', 'UTC', $5, $6, $7, '{records.record}', $8)`,
      [
        organization.id,
        id,
        recordId,
        membershipId,
        signedAt,
        coveredDigest(rows),
        content,
        createHash("sha256").update(content).digest("hex"),
      ],
    );
    await client.query("commit");
  } finally {
    client.release();
  }
};

const verifyHere = async (page: Page): Promise<string> => {
  await house.sequenced();
  await house.signed();
  await visit(page, "/log?verify=show");
  await page.locator(".s-verify button.k-button-primary").click();
  await page.getByRole("button", { name: "Verify again" }).waitFor();
  return page.locator(".s-verify").innerText();
};

test("Part 11 11.70: the browser verifies signatures too, says which stand no longer, and names a forged one", async () => {
  const organization = await house.organization();
  const person = await house.person(organization, ["member", "auditor"]);
  const { page } = await app.open({ as: person.username, organization: organization.id });
  const recordId = await makeRecord(organization);
  await addSignature(organization, person, recordId, "person");
  expect(await verifyHere(page)).toContain("Signatures: 1, each bound to its signer");

  await house.superuser.query("update record set title = 'Other' where id = $1", [recordId]);
  expect(await verifyHere(page)).toMatch(/stand no longer:\s+entry \d+\s+records.record title/);

  await addSignature(organization, person, await makeRecord(organization), "console");
  expect(await verifyHere(page)).toContain("it was not made by the person whose signature it is");
});
