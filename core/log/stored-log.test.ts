import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { writeCheckpoint } from "./checkpoint.ts";
import { installationTree } from "./export-source.ts";
import { addFact, inTransaction, logRig, pinNotice } from "./sequencer-rig.ts";
import type { Rig } from "./sequencer-rig.ts";
import { growTree, nodePrimitives, verifyExport } from "./verify.ts";

const rig = await logRig();
const { sha256 } = nodePrimitives();

test("Part 11 11.10(b): the same checkpoint is the same bytes, whatever the server's time zone or a later migration", async () => {
  const { id, notice } = await sequenced(rig);
  await rig.everybody.query(pinNotice, [id, notice]);
  await settle(rig);
  const file = await rig.export(id);
  const name = (await rig.everybody.query("select current_database() as name")).rows[0]?.name;
  await rig.everybody.query(`alter database ${name} set timezone = 'Asia/Kathmandu'`);
  await rig.everybody.query(`alter database ${name} set datestyle = 'German'`);
  await rig.everybody.query("alter table notice add column colour text not null default 'red'");
  const pool = rig.systemPool();
  expect((await pool.query("show timezone")).rows[0]).toEqual({ TimeZone: "Asia/Kathmandu" });
  expect(await rig.export(id, pool)).toEqual(file);
  expect(await verdictOn(file)).toMatchObject({ ok: true, entries: 4 });
});

test("no secret is in any export: it is logged as changed, without its value", async () => {
  const { id, person } = await sequenced(rig);
  await rig.everybody.query(
    "update person set password_hash = 'canary-again', version = version + 1 where id = $1",
    [person],
  );
  await settle(rig);
  const installation = (await rig.export(installationTree)).toString();
  expect(installation).toContain('"secrets":["password_hash"');
  expect(installation).toContain(person);
  for (const text of [installation, (await rig.export(id)).toString()]) {
    expect(text).not.toContain("canary-");
  }
  expect(await verdictOn(Buffer.from(installation))).toMatchObject({ ok: true });
});

test("after a person is erased both trees verify, say what is withheld, and hold none of it", async () => {
  const { id, person } = await sequenced(rig);
  await rig.everybody.query(
    "insert into person_organization (id, person_id, organization_id) values ($1, $2, $3)",
    [randomUUID(), person, id],
  );
  await settle(rig);
  const before = (await rig.export(id)).toString();
  expect(before).toContain("Canary Nightingale");
  const since = await rig.checkpoint(id);
  await rig.everybody.query("select person_erase($1)", [person]);
  await settle(rig);
  const after = await rig.export(id);
  expect(after.toString()).not.toContain("Canary Nightingale");
  const verdict = await verifyExport([after], nodePrimitives(), { since });
  expect(verdict).toMatchObject({ ok: true });
  expect(verdict.withheld).toContainEqual(
    expect.objectContaining({ entry: 2, field: "printed_name" }),
  );
  const installation = await rig.export(installationTree);
  expect(installation.toString()).not.toContain(`${person}@example.org`);
  expect(await verdictOn(installation)).toMatchObject({ ok: true });
});

test("Part 11 11.10(e): what a superuser changes in the stored log is found, and the entry named", async () => {
  const changes = [
    [
      "update log_entry set new = jsonb_set(new::jsonb, '{title}', '\"Fire\"')::json where org_id = $1 and action = 'insert' and type = 'home.notice'",
      /entry 3: its title is not as logged/,
    ],
    [
      "update log_leaf set header = replace(header, 'home.notice', 'home.notize') where org_id = $1 and n = 3",
      /entry 3: its header does not hash to its leaf/,
    ],
    [
      "update log_leaf set salts = (salts::jsonb - 'title')::text where org_id = $1 and n = 3",
      /entry 3: its title is missing and no entry withholds it/,
    ],
    ["delete from log_leaf where org_id = $1 and n = 2", /entry 2: in its place stands entry 3/],
    [
      "update log_checkpoint set text = replace(text, E'\\n4\\n', E'\\n5\\n') where org_id = $1",
      /entry 5: it is missing: the checkpoint counts 5/,
    ],
  ] as const;
  for (const [sql, says] of changes) {
    const { id, notice } = await sequenced(rig);
    await rig.everybody.query(pinNotice, [id, notice]);
    await settle(rig);
    expect((await rig.everybody.query(sql, [id])).rowCount).toBeGreaterThan(0);
    const found = await verdictOn(await rig.export(id));
    expect(found.ok).toBe(false);
    expect(`entry ${found.fault?.entry}: ${found.fault?.says}`).toMatch(says);
  }
});

test("Part 11 11.10(e): a superuser who rewrites history, leaf, tree and all, and has it signed, is found against any earlier checkpoint", async () => {
  const { id, notice } = await sequenced(rig);
  await rig.everybody.query(pinNotice, [id, notice]);
  await settle(rig);
  const since = await rig.checkpoint(id);
  const rows = (
    await rig.everybody.query<{ n: number; header: string }>(
      "select n::int, replace(header, 'home.notice', 'home.notize') as header from log_leaf where org_id = $1 order by n",
      [id],
    )
  ).rows;
  const tree = growTree(sha256);
  for (const { n, header } of rows) {
    const leaf = Buffer.from(sha256(Buffer.from(`\0${header}`)), "base64");
    tree.push(leaf);
    await rig.everybody.query(
      "update log_leaf set header = $3, leaf = $4 where org_id = $1 and n = $2",
      [id, n, header, leaf],
    );
  }
  const head = {
    installation: rig.installation,
    org: id,
    size: tree.size(),
    root: tree.root(),
    at: "2026-11-20T10:00:00.000000Z",
  };
  await rig.everybody.query("update log_checkpoint set text = $2 where org_id = $1 and size = $3", [
    id,
    writeCheckpoint(head, rig.key),
    head.size,
  ]);
  const file = await rig.export(id);
  expect(await verdictOn(file)).toMatchObject({ ok: true });
  const verdict = await verifyExport([file], nodePrimitives(), { since });
  expect(verdict.fault?.says).toMatch(/history was rewritten/);
});

test("an export waits for the checkpoint that counts an erasure", async () => {
  const { id } = await sequenced(rig);
  await inTransaction(rig.everybody, async (client) => {
    await client.query(
      "update log_entry set new = (new::jsonb - 'title')::json where org_id = $1 and type = 'home.notice'",
      [id],
    );
    await client.query(
      "update log_leaf set salts = (salts::jsonb - 'title')::text where org_id = $1 and n = 3",
      [id],
    );
    await client.query(
      addFact.replace("context)", "context, withholds)").replace(/\)$/, `, '[[3, ["title"]]]')`),
      [id, "test.erased"],
    );
  });
  const exporting = rig.export(id);
  await settle(rig);
  const file = await exporting;
  expect(await verdictOn(file)).toMatchObject({
    ok: true,
    withheld: [{ entry: 3, field: "title", by: 4 }],
  });
});

async function sequenced(on: Rig) {
  const made = await on.organization();
  await settle(on);
  return made;
}

/** Numbers and signs everything, as a sequencer that ends does. */
async function settle(on: Rig): Promise<void> {
  await on.everybody.query("update log_sequencer set until = '-infinity'");
  const sequencer = on.sequencer();
  await sequencer.stop();
  expect(sequencer.faults).toEqual([]);
}

function verdictOn(file: Buffer) {
  return verifyExport([file], nodePrimitives());
}
