import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { exportLog, systemSource } from "#core/log";
import { testHouse, type TestOrganization } from "../../test/harness.ts";
import { addReport, sampleSigning, showReportTo, signReportAs } from "../../test/sample-signing.ts";
import { signer } from "../../test/signing.ts";
import { verifyCommand, verifyFile, verifySignatures } from "./verify.ts";

const run = promisify(execFile);
const house = await testHouse({ operations: sampleSigning });
const folder = mkdtempSync(join(tmpdir(), "log-signatures-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A report with a comment that somebody has signed. */
const signedReport = async () => {
  const organization = await house.organization();
  const person = await signer(house, organization, ["member"]);
  const id = await addReport(house, organization, { comments: ['As planned — ευχαριστώ\t"\\'] });
  const signature = await signReportAs(house, id, person.token);
  return { organization, person, id, signatureId: String(signature["id"]) };
};

const exported = async (organization: TestOrganization): Promise<string> => {
  await house.sequenced();
  await house.signed();
  const chunks: string[] = [];
  const source = systemSource(house.system, organization.id);
  for await (const chunk of exportLog(source, house.parts.settings.logPublicKey))
    chunks.push(chunk);
  const file = join(folder, `${organization.id}.log`);
  writeFileSync(file, chunks.join(""));
  return file;
};

/** The whole log verifies in any case: what is judged here are the signatures in it. */
const verdictOf = async (organization: TestOrganization) => {
  const file = await exported(organization);
  expect(await verifyFile(file)).toMatchObject({ ok: true });
  return verifySignatures(file);
};

/** As somebody with the database's highest rights and knowledge of how a person's entries look. */
const forge = async (personId: string, membershipId: string, sql: string, values: unknown[]) => {
  const client = await house.superuser.connect();
  try {
    await client.query("begin");
    const context = { kind: "person", person: personId, membership: membershipId };
    await client.query("select set_config('plumb.context', $1, true)", [JSON.stringify(context)]);
    await client.query(sql, values);
    await client.query("commit");
  } finally {
    client.release();
  }
};

const columns =
  "org_id, scope_id, type, definition, record_version, point, meaning, membership_id, printed_name, acting_role, zone, signed_at, covered_digest, content, covers, digest";

test("Part 11 11.70: signatures verify from an export alone, those that have ended too", async () => {
  const { organization, person, id } = await signedReport();
  await house.call("sample.reopenReport", { id, title: "Found a gap" }, person.token);
  await house.call("sample.retitleReport", { id, title: "Second look" }, person.token);
  await signReportAs(house, id, person.token);
  expect(await verdictOf(organization)).toEqual({ signed: 2, ended: 1, broken: [], fault: null });
});

test("Part 11 11.70: a signature that is copied to another record does not verify", async () => {
  const { organization, person, id, signatureId } = await signedReport();
  const other = await addReport(house, organization);
  await forge(
    person.personId,
    person.membershipId,
    `insert into signature (id, record_id, ${columns}) select gen_random_uuid(), $1, ${columns} from signature where id = $2`,
    [other, signatureId],
  );
  expect(await verdictOf(organization)).toMatchObject({
    fault: { says: "its id is not the one signed" },
  });
  expect((await showReportTo(house, other, person.token)).signatures).toMatchObject([
    { stands: "broken" },
  ]);
  expect((await showReportTo(house, id, person.token)).signatures).toMatchObject([
    { stands: "standing" },
  ]);
});

test("Part 11 11.70: a covered value that is changed behind the app's back shows the record unsigned, and the verifier says where", async () => {
  const { organization, person, id } = await signedReport();
  await house.superuser.query("update record_comment set text = 'Otherwise' where record_id = $1", [
    id,
  ]);
  expect((await showReportTo(house, id, person.token)).signatures).toMatchObject([
    { stands: "broken" },
  ]);
  const verdict = await verdictOf(organization);
  expect(verdict).toMatchObject({
    fault: null,
    broken: [{ table: "records.comment", column: "text" }],
  });
  const file = join(folder, `${organization.id}.log`);
  const line = readFileSync(file, "utf8").split("\n")[verdict.broken[0]?.entry ?? 0];
  expect(line).toContain('"type":"signatures.signature"');
});

test("plumb log verify checks signatures too, and the verifier of signatures runs alone", async () => {
  const { organization, signatureId } = await signedReport();
  const file = await exported(organization);
  expect(await verifyCommand([file])).toBe(0);
  const alone = join(folder, "verify-signatures.ts");
  copyFileSync(join(import.meta.dirname, "../../core/log/verify-signatures.ts"), alone);
  expect(readFileSync(alone, "utf8")).not.toMatch(
    /^\s*import\s|\bfrom\s+"|\bimport\(|\brequire\(/m,
  );
  const { stdout } = await run(process.execPath, [alone, file]);
  expect(stdout).toBe("signatures: 1 verified, 0 of them ended\n");

  await house.superuser.query("update signature set printed_name = 'Somebody' where id = $1", [
    signatureId,
  ]);
  const altered = await exported(organization);
  expect(await verifyCommand([altered])).toBe(1);
  await expect(run(process.execPath, [alone, altered])).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /^NOT VERIFIED: entry \d+ is wrong: it alters the printed_name of a signature\n$/,
    ),
  });
});
