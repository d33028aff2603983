import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyFile, verifySignatures } from "../../ops/log/verify.ts";
import type { TestHouse, TestOrganization } from "../harness.ts";

/** What `plumb log verify` says of an organisation's whole log, as an auditor who sees every field takes it away. */
export const verifyExported = async (
  house: TestHouse,
  organization: TestOrganization,
  role = "calibrationApprover",
) => {
  await house.sequenced();
  await house.signed();
  const { token } = await house.person(organization, ["auditor", role]);
  await house.sequenced();
  await house.signed();
  const { body } = await house.server.inject({
    url: "/api/v1/log/export",
    headers: { authorization: `Bearer ${token}` },
  });
  const folder = mkdtempSync(join(tmpdir(), "exported-"));
  try {
    const path = join(folder, "log.txt");
    writeFileSync(path, body);
    return { ...(await verifyFile(path)), signatures: await verifySignatures(path), text: body };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
