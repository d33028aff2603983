import type { Pool } from "#core/database";
import { exportLog, loadOrCreateLogKey, publicKeyBase64, signTrees, systemSource } from "#core/log";
import { nodePrimitives, verifyExport } from "#core/log/verify";
import type { Connection } from "./connection.ts";
import type { Manifest, Tally } from "./format.ts";
import { readPages, startTally, type Table } from "./tables.ts";
import { growHead, readHeads } from "./trees.ts";

/** Reads back what was loaded and holds it against the manifest; throws with what differs. */
export const compareLoaded = async (
  connection: Connection,
  tables: ReadonlyMap<string, Table>,
  manifest: Manifest,
): Promise<void> => {
  const faults: string[] = [];
  for (const name of new Set([...tables.keys(), ...Object.keys(manifest.tables)])) {
    const table = tables.get(name);
    const expected = manifest.tables[name];
    if (!table || !expected)
      faults.push(`the table ${name} is only in ${table ? "the database" : "the backup"}`);
    else faults.push(...differences(name, expected, await tallyOf(connection, table)));
  }
  faults.push(...compareHeads(manifest.trees, await readHeads(connection)));
  refuse(faults);
};

/** Grows every log's tree anew, and lets the auditor's own verifier judge an export of it. */
export const verifyLogs = async (
  connection: Connection,
  manifest: Manifest,
  keyFile: string,
): Promise<number> => {
  const logKey = loadOrCreateLogKey(keyFile);
  const key = publicKeyBase64(logKey);
  // The snapshot may lie between an entry and its checkpoint: signed for the time of the verification, as its sequencer would
  // have, nothing stays unverified; what is restored stays what was backed up.
  await connection.query("savepoint verifying");
  const { rows } = await connection.query<{ id: string }>("select id from installation");
  await signTrees(connection, rows[0]?.id ?? "", logKey);
  let entries = 0;
  for (const [org, head] of Object.entries(manifest.trees)) {
    const grown = await growHead(connection, org);
    if (grown.size !== head.size || grown.root !== head.root)
      refuse([
        `the log of ${org} has the head ${grown.size} ${grown.root} instead of ${head.size} ${head.root}`,
      ]);
    entries += grown.size;
    // What is not committed is visible to this session alone; an export only queries.
    const source = systemSource(connection as Pick<Pool, "query"> as Pool, org);
    const verdict = await verifyExport(bytesOf(exportLog(source, key)), nodePrimitives(), { key });
    if (!verdict.ok)
      refuse([
        `the log of ${org} does not verify: ${where(verdict.fault?.entry ?? null)} is wrong: ${verdict.fault?.says}`,
      ]);
  }
  await connection.query("rollback to savepoint verifying");
  return entries;
};

export const compareFiles = (expected: Manifest["files"], found: Manifest["files"]): void => {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  refuse(
    [...names]
      .filter(
        (name) =>
          expected[name]?.bytes !== found[name]?.bytes ||
          expected[name]?.digest !== found[name]?.digest,
      )
      .map((name) => `the file ${name} is not what the backup says`),
  );
};

/** What a stream of rows alone can show: each table's count and digest, before any database is there. */
export const differences = (
  name: string,
  expected: Tally,
  found: Omit<Tally, "by"> & Partial<Tally>,
): string[] => {
  const faults = difference(name, expected, found);
  const { by } = found;
  if (by === undefined) return faults;
  const orgs = new Set([...Object.keys(expected.by), ...Object.keys(by)]);
  for (const org of orgs)
    faults.push(
      ...difference(
        `${name} of organisation ${org || "none"}`,
        expected.by[org] ?? none,
        by[org] ?? none,
      ),
    );
  return faults;
};

export const refuse = (faults: readonly string[]): void => {
  if (faults.length === 0) return;
  const shown = faults.slice(0, 10).map((fault) => `  ${fault}`);
  throw new Error(
    `The backup differs from what it says of itself:\n${shown.join("\n")}\nNothing of it was kept. Use another backup.`,
  );
};

type Counted = { readonly rows: number; readonly digest: string };

const none: Counted = { rows: 0, digest: "" };

const difference = (name: string, expected: Counted, found: Counted): string[] => {
  if (expected.rows !== found.rows)
    return [`${name} has ${found.rows} rows instead of ${expected.rows}`];
  return expected.digest === found.digest
    ? []
    : [`${name} has the right number of rows, but other content`];
};

const tallyOf = async (connection: Connection, table: Table): Promise<Tally> => {
  const tally = startTally();
  for await (const page of readPages(connection, table)) page.forEach(tally.add);
  return tally.result();
};

const compareHeads = (expected: Manifest["trees"], found: Manifest["trees"]): string[] =>
  [...new Set([...Object.keys(expected), ...Object.keys(found)])]
    .filter((org) => JSON.stringify(expected[org]) !== JSON.stringify(found[org]))
    .map((org) => `the log of ${org} has another head or checkpoint`);

const where = (entry: number | null): string => (entry === null ? "the file" : `entry ${entry}`);

async function* bytesOf(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text);
}
