import { mkdir } from "node:fs/promises";
import { compareFiles, compareLoaded, refuse, verifyLogs } from "./compare.ts";
import { type Connection, withConnection } from "./connection.ts";
import { startPlacing } from "./files.ts";
import type { Manifest } from "./format.ts";
import { beginLoad, insertRows, migrateLike, refuseRows } from "./load.ts";
import type { Piece } from "./pack.ts";
import { type Contents, type Sealed, unpack } from "./unpack.ts";

export type Target = { readonly migration: string; readonly dataDir: string };
export type Restored = Sealed & {
  readonly createdAt: string;
  readonly rows: number;
  readonly entries: number;
};

/** Loads a decrypted backup in one transaction that is committed only when everything was read back and compared. */
export const restoreInto = async (
  target: Target,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Restored> => {
  let sealed: Sealed | undefined;
  const contents = await unpack(bytes, (found) => (sealed = found));
  await mkdir(target.dataDir, { recursive: true });
  const files = await startPlacing(target.dataDir);
  try {
    return await withConnection(target.migration, "plumbline-restore", async (connection) => {
      await connection.query("set role plumbline_owner");
      await refuseRows(connection, contents.opening);
      await migrateLike(target.migration, contents.opening);
      const { tables, finish } = await beginLoad(connection);
      const rows = await loadPieces(connection, contents, tables, files);
      if (!sealed) throw new Error("The backup was not read to its end. Use another backup.");
      const { manifest } = sealed;
      compareFiles(manifest.files, files.noted());
      await compareLoaded(connection, tables, manifest);
      const entries = await verifyLogs(connection, manifest, files.path("log.key"));
      await setSequences(connection, manifest);
      await finish();
      await settle(connection, contents, sealed);
      await files.place();
      await connection.query("commit");
      // Plans need statistics at once, and the server would gather them only after a minute.
      await connection.query("analyze");
      return { ...sealed, createdAt: contents.opening.createdAt, rows, entries };
    });
  } finally {
    await files.discard();
  }
};

type Files = Awaited<ReturnType<typeof startPlacing>>;

const loadPieces = async (
  connection: Connection,
  { pieces }: Contents,
  tables: Awaited<ReturnType<typeof beginLoad>>["tables"],
  files: Files,
): Promise<number> => {
  let loaded = 0;
  for await (const piece of pieces) loaded += await loadPiece(connection, piece, tables, files);
  return loaded;
};

const loadPiece = async (
  connection: Connection,
  piece: Piece,
  tables: Awaited<ReturnType<typeof beginLoad>>["tables"],
  files: Files,
): Promise<number> => {
  if ("file" in piece) await files.add(piece);
  if (!("table" in piece)) return 0;
  const table = tables.get(piece.table);
  if (!table) {
    refuse([`the table ${piece.table} is only in the backup`]);
    return 0;
  }
  await insertRows(connection, table, piece.rows);
  return piece.rows.length;
};

const setSequences = async (connection: Connection, { sequences }: Manifest): Promise<void> => {
  for (const [name, last] of Object.entries(sequences))
    if (last !== null)
      await connection.query("select setval($1::regclass, $2::bigint)", [
        connection.escapeIdentifier(name),
        last,
      ]);
};

/**
 * What must not go on as it was. The sequencer's place counts another server's transactions; a session or link that was
 * ended after the backup would live again. The restore itself is a fact of the installation's log.
 */
const settle = async (
  connection: Connection,
  { opening }: Contents,
  { digest }: Sealed,
): Promise<void> => {
  await connection.query(
    "update log_sequencer set holder = null, until = '-infinity', done_before = '0'",
  );
  await connection.query("update session set ended_at = clock_timestamp() where ended_at is null");
  await connection.query(
    "update one_time_link set used_at = clock_timestamp() where used_at is null",
  );
  await connection.query("select set_config('plumb.context', $1, true)", [
    JSON.stringify({ kind: "console", operation: "backup.restore" }),
  ]);
  await connection.query("select log_fact('backup.restored', null, null, $1, true)", [
    JSON.stringify({ madeAt: opening.createdAt, content: digest }),
  ]);
};
