import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { loadOrCreateLogKey, publicKeyBase64 } from "#core/log";
import { backUp } from "./backup.ts";
import {
  ask,
  bytesOf,
  demoHouse,
  emptyDatabase,
  lock,
  opener,
  type Opened,
  putTogether,
  readBackup,
  scratchFolder,
  takeApart,
} from "./backup-rig.ts";
import { checkStream } from "./check-stream.ts";
import { decrypted } from "./encryption.ts";
import type { Piece } from "./pack.ts";
import { restoreInto } from "./restore.ts";
import type { Source } from "./source.ts";

let origin: Awaited<ReturnType<typeof demoHouse>>;
let file: string;
let original: Opened;
let empty: Awaited<ReturnType<typeof emptyDatabase>>;

beforeAll(async () => {
  origin = await demoHouse();
  file = join(scratchFolder(), "one.age");
  await backUp(origin.source, file, lock);
  original = await takeApart(file);
  empty = await emptyDatabase();
});

test("a database with rows is refused, and nothing changes", async () => {
  const counts = () =>
    ask(
      origin.superuserUrl,
      "select (select count(*) from notice) as notices, (select count(*) from migration) as migrations",
    );
  const before = await counts();
  const target = { migration: origin.source.migration, dataDir: scratchFolder() };
  await expect(restoreInto(target, readBackup(file))).rejects.toThrow(
    /not empty: the table \w+ has rows.* nothing was changed/,
  );
  expect(await counts()).toEqual(before);
  expect(await readdir(target.dataDir)).toEqual([]);
});

test("a backup of a newer version and one of another history are refused with a sentence", async () => {
  const { opening } = original;
  const next = { version: opening.migrations.length + 1, name: "9999_later.sql", checksum: "1" };
  await expect(
    restoring({ ...original, opening: { ...opening, migrations: [...opening.migrations, next] } }),
  ).rejects.toThrow("made by a newer Plumbline: it has the migration 9999_later.sql");
  const edited = opening.migrations.map((one) =>
    one.version === 2 ? { ...one, checksum: "2" } : one,
  );
  await expect(
    restoring({ ...original, opening: { ...opening, migrations: edited } }),
  ).rejects.toThrow("made with another migration 2");
});

test("content that somebody with the encryption key has changed is found by its digests", async () => {
  const changed = changeRow(original.pieces, "notice", (row) =>
    row.replace("home", "Home").replace("the", "THE"),
  );
  await expect(checking({ ...original, pieces: changed })).rejects.toThrow(
    "notice has the right number of rows, but other content",
  );
  await expect(restoring({ ...original, pieces: changed })).rejects.toThrow(
    /notice.* but other content/,
  );
  const dropped = changeRow(original.pieces, "person", () => null);
  await expect(checking({ ...original, pieces: dropped })).rejects.toThrow(
    /person has \d+ rows instead of \d+/,
  );
  const lacking = original.pieces.filter((piece) => !("file" in piece));
  await expect(checking({ ...original, pieces: lacking })).rejects.toThrow(
    "the file log.key is not what",
  );
  await leftNothing();
});

test.each([
  [
    "an image",
    "update log_entry set new = replace(new::text, '\"version\":1', '\"version\":7')::json where type = 'home.notice' and hint = $1",
    /does not verify: entry \d+ is wrong: its version is not as logged/,
  ],
  [
    "a header",
    "update log_leaf set header = replace(header, '\"kind\"', '\"Kind\"') where hint = $1",
    /Entry \d+ of the log of \S+ is missing or is not what its leaf says/,
  ],
  [
    "a header and its leaf",
    `update log_leaf set header = replace(header, '"kind"', '"Kind"'),
       leaf = sha256('\\x00'::bytea || convert_to(replace(header, '"kind"', '"Kind"'), 'UTF8')) where hint = $1`,
    /the log of \S+ has the head/,
  ],
  [
    "an image that no checkpoint covered yet",
    "with gone as (delete from log_checkpoint) update log_entry set new = replace(new::text, '\"version\":1', '\"version\":7')::json where type = 'home.notice' and hint = $1",
    /does not verify: entry \d+ is wrong: its version is not as logged/,
  ],
])(
  "%s of the log that was rewritten before the backup is found by the log itself",
  async (_, sql, says) => {
    const [entry] = await ask<{ hint: string; header: string; leaf: Buffer; image: string }>(
      origin.superuserUrl,
      "select hint, header, leaf, new::text as image from log_leaf join log_entry using (hint, txid) where log_leaf.type = 'home.notice' order by hint limit 1",
    );
    await ask(origin.superuserUrl, sql, [entry?.hint]);
    const rewritten = join(scratchFolder(), "rewritten.age");
    await backUp(origin.source, rewritten, lock);
    expect((await checkStream(readBackup(rewritten))).rows).toBeGreaterThan(0);
    await expect(
      restoreInto({ ...empty, dataDir: scratchFolder() }, readBackup(rewritten)),
    ).rejects.toThrow(says);
    await leftNothing();
    await ask(origin.superuserUrl, "update log_leaf set header = $2, leaf = $3 where hint = $1", [
      entry?.hint,
      entry?.header,
      entry?.leaf,
    ]);
    await ask(origin.superuserUrl, "update log_entry set new = $2 where hint = $1", [
      entry?.hint,
      entry?.image,
    ]);
  },
);

test("a backup that another key has sealed says so", async () => {
  const { privateKey } = generateKeyPairSync("ed25519");
  const { key } = await checkStream(
    decrypted(bytesOf(await putTogether(original, privateKey)), opener),
  );
  expect(key).toBe(publicKeyBase64(privateKey));
  expect(original.sealed.key).toBe(publicKeyBase64(ownKey()));
  expect(key).not.toBe(original.sealed.key);
});

test("a backup does not start where its log's key is missing, nor with a role that policies bind", async () => {
  const target = join(scratchFolder(), "none.age");
  const trying = (source: Partial<Source>) => backUp({ ...origin.source, ...source }, target, lock);
  await expect(trying({ dataDir: scratchFolder() })).rejects.toThrow(/There is no .*log\.key/);
  await expect(trying({ backup: origin.source.app })).rejects.toThrow("permission denied");
  // A member of the owner may read every table, but not past the policies: it must not get fewer rows without a word.
  await expect(trying({ backup: origin.source.migration })).rejects.toThrow(
    "affected by row-level security policy",
  );
  expect(existsSync(target)).toBe(false);
  await writeFile(target, "another");
  await expect(backUp(origin.source, target, lock)).rejects.toThrow("is there already");
  expect(existsSync(`${target}.${process.pid}.partial`)).toBe(false);
});

const ownKey = () => loadOrCreateLogKey(join(origin.source.dataDir, "log.key"));

const restoring = async (opened: Pick<Opened, "opening" | "pieces">) => {
  const bytes = await putTogether(opened, ownKey());
  return restoreInto({ ...empty, dataDir: scratchFolder() }, decrypted(bytesOf(bytes), opener));
};

const checking = async (opened: Pick<Opened, "opening" | "pieces">) =>
  checkStream(decrypted(bytesOf(await putTogether(opened, ownKey())), opener));

/** Whatever was refused half way has left no row. */
const leftNothing = async (): Promise<void> => {
  const [counts] = await ask(
    empty.superuser,
    "select (select count(*) from notice) + (select count(*) from log_entry) + (select count(*) from organization) as count",
  );
  expect(counts).toEqual({ count: "0" });
};

/** Changes the first row of a table that the change alters, or removes it. */
const changeRow = (
  pieces: readonly Piece[],
  table: string,
  change: (row: string) => string | null,
): Piece[] => {
  let isDone = false;
  return pieces.map((piece) => {
    if (!("rows" in piece) || piece.table !== table) return piece;
    const rows = piece.rows.flatMap((row) => {
      const changed = isDone ? row : change(row);
      isDone ||= changed !== row;
      return changed === null ? [] : [changed];
    });
    return { table, rows };
  });
};
