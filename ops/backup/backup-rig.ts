import { createHash, generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import pg from "pg";
import { pino } from "pino";
import { afterAll, inject } from "vitest";
import { readHttpSettings } from "#core/http";
import { loadOrCreateLogKey } from "#core/log";
import { cloneDatabase } from "../../test/harness.ts";
import { loadDemo } from "../demo/load.ts";
import { demoOperations } from "../demo/operations.ts";
import { type DemoOrganization, demoOrganizations, demoPassword } from "../demo/organizations.ts";
import { type House, openHouse } from "../house/house.ts";
import type { DatabaseUrls } from "../house/urls.ts";
import { decrypted, encrypted } from "./encryption.ts";
import type { Manifest, Opening } from "./format.ts";
import { pack, type Piece } from "./pack.ts";
import type { Source } from "./source.ts";
import { startTally } from "./tables.ts";
import { type Sealed, unpack } from "./unpack.ts";

export const identity = await generateX25519Identity();
export const lock = { recipients: [await identityToRecipient(identity)] };
export const opener = { identities: [identity] };

// Registered here, since a hook that a running test registers never runs.
const cleanings: (() => unknown)[] = [];
afterAll(async () => {
  for (const clean of cleanings.toReversed()) await clean();
});

/** A folder of the test's own that a database server's user can enter too. */
export const scratchFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-backup-"));
  chmodSync(folder, 0o755);
  cleanings.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

export const houseOn = (urls: DatabaseUrls, dataDir: string): Promise<House> =>
  openHouse({
    urls,
    logKey: loadOrCreateLogKey(join(dataDir, "log.key")),
    http: { ...readHttpSettings({}, { demo: true }).settings, signInRateLimit: 0 },
    publicUrl: "http://localhost:8080",
    demo: true,
    operations: demoOperations,
    log: pino({ level: "silent" }),
  });

/** The demo, served from a database of its own by a house whose signing key lies in a data folder. */
export const demoHouse = async (): Promise<{
  house: House;
  source: Source & DatabaseUrls;
  superuserUrl: string;
}> => {
  const { urls, superuserUrl, drop } = await cloneDatabase();
  const dataDir = scratchFolder();
  const house = await houseOn(urls, dataDir);
  cleanings.push(async () => {
    await house.close();
    await drop();
  });
  await loadDemo(house);
  const backup = urls.app.replace("plumbline_app@", "plumbline_backup@");
  return { house, source: { ...urls, backup, dataDir, settingsFile: undefined }, superuserUrl };
};

/** Somebody of the demo, signed in; posts one notice a call. */
export const author = async (house: House): Promise<(title: string) => Promise<void>> => {
  const [{ id: organization, notices }] = demoOrganizations as [DemoOrganization];
  const entry = { requestId: "backup", address: "127.0.0.1", device: "test", token: null };
  const call = async (id: string, input: unknown, token: string | null) => {
    const operation = house.operations.find((one) => one.id === id);
    if (!operation) throw new Error(`There is no operation ${id}.`);
    const { json } = await house.invoke(operation, input, { ...entry, token });
    return JSON.parse(json ?? "{}") as { access_token?: string };
  };
  const username = notices.find(({ scope }) => scope === undefined)?.by;
  const signedIn = await call(
    "identity.logIn",
    { username, password: demoPassword, organization },
    null,
  );
  return async (title) => {
    const input = {
      title,
      text: title,
      pinned: false,
      scopeId: organization,
      fromOn: "2026-11-20",
      untilOn: null,
    };
    await call("home.postNotice", input, signedIn.access_token ?? null);
  };
};

/** A database without a single table, as an administrator makes it for a restore. */
export const emptyDatabase = async (): Promise<DatabaseUrls & { superuser: string }> => {
  const base = inject("superuserUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await ask(base, `create database ${name} owner plumbline_owner`);
  cleanings.push(() => ask(base, `drop database if exists ${name} with (force)`));
  const urlOf = (role: string) =>
    base.replace(/\/\/[^@/]*@/, `//${role}@`).replace(/\/postgres(\?|$)/, `/${name}$1`);
  return {
    app: urlOf("plumbline_app"),
    system: urlOf("plumbline_system"),
    migration: urlOf("plumbline_migrator"),
    superuser: urlOf("postgres"),
  };
};

/** All rows that the statement returns, over a connection of its own. */
export const ask = async <R extends pg.QueryResultRow = Record<string, unknown>>(
  url: string,
  statement: string,
  values: readonly unknown[] = [],
): Promise<R[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(statement, [...values])).rows;
  } finally {
    await client.end();
  }
};

export async function* bytesOf(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

export const gather = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
};

export const readBackup = async function* (file: string): AsyncGenerator<Uint8Array> {
  yield* decrypted(bytesOf(await readFile(file)), opener);
};

export type Opened = { opening: Opening; pieces: Piece[]; sealed: Sealed };

/** A backup taken apart, to be changed and packed again by somebody who has the keys. */
export const takeApart = async (file: string): Promise<Opened> => {
  const found: Sealed[] = [];
  const { opening, pieces } = await unpack(readBackup(file), (sealed) => found.push(sealed));
  const all = await gather(pieces);
  const [sealed] = found;
  if (!sealed) throw new Error("The backup has no seal.");
  return { opening, pieces: all, sealed };
};

export const putTogether = async (
  { opening, pieces }: Pick<Opened, "opening" | "pieces">,
  key: Parameters<typeof pack>[2],
): Promise<Buffer> => {
  const content = pack(
    opening,
    (async function* () {
      yield* pieces;
    })(),
    key,
  );
  return Buffer.concat(await gather(await encrypted(content, lock)));
};

/** A backup without a database: two tables of odd rows, and the key. */
export const sampleBackup = async (): Promise<Buffer> => {
  const { privateKey } = generateKeyPairSync("ed25519");
  const key = Buffer.from(privateKey.export({ type: "pkcs8", format: "pem" }));
  const manifest: Manifest = { tables: {}, sequences: {}, trees: {}, files: {} };
  const pieces: Piece[] = [];
  for (const table of ["notice", "log_entry"]) {
    const tally = startTally();
    const rows = Array.from(
      { length: 300 },
      (_, n) => `(${n},"a ""quoted"" line\nand Ευχαριστώ","${randomBytes(300).toString("hex")}")`,
    );
    for (const row of rows) tally.add({ row, org: "" });
    pieces.push({ table, rows });
    manifest.tables[table] = tally.result();
  }
  pieces.push({ file: "log.key", part: key }, { end: manifest });
  manifest.files["log.key"] = {
    bytes: key.length,
    digest: createHash("sha256").update(key).digest("hex"),
  };
  const opening: Opening = {
    plumbline: "backup/1",
    installation: randomUUID(),
    createdAt: new Date().toISOString(),
    migrations: [],
  };
  return putTogether({ opening, pieces }, privateKey);
};

/** How many entries have no number yet. */
export const waiting = async (url: string): Promise<number> => {
  const [row] = await ask<{ count: number }>(
    url,
    "select count(*)::integer as count from log_entry e where not exists (select from log_leaf l where l.txid = e.txid and l.hint = e.hint)",
  );
  return row?.count ?? -1;
};
