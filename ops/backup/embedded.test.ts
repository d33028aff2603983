import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import { provisionOrganization } from "#core/access";
import { migrate, startEmbedded } from "#core/database";
import { loadOrCreateLogKey } from "#core/log";
import { apps } from "../house/apps.ts";
import { prepareEmbedded } from "../house/embedded.ts";
import type { DatabaseUrls } from "../house/urls.ts";
import { backupCommand, keyCommand } from "./backup.ts";
import {
  ask,
  houseOn,
  identity,
  lock,
  putTogether,
  scratchFolder,
  takeApart,
  waiting,
} from "./backup-rig.ts";
import { restoreCommand, verifyCommand } from "./commands.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = scratchFolder();
const dataDir = join(folder, "data");
const keyFile = join(folder, "key");
const beside = join(folder, "beside.age");
const recipient = lock.recipients[0] ?? "";
const opened = ["--identity", keyFile];

beforeAll(async () => {
  writeFileSync(keyFile, `${identity}\n`, { mode: 0o600 });
  await served(dataDir, async () => {
    const settings = join(folder, "plumbline.env");
    writeFileSync(settings, "METRICS_TOKEN=secret\n", { mode: 0o600 });
    const env = { DATA_DIR: dataDir, SETTINGS_FILE: settings };
    await backupCommand([beside, "--recipient", recipient], env);
  });
});

test("a backup beside the running server is whole, and one without it proves itself in a trial restore", async () => {
  const alone = join(folder, "alone.age");
  await backupCommand([alone], { DATA_DIR: dataDir, BACKUP_RECIPIENT: recipient });
  expect(await verifyCommand([beside, ...opened, "--quick"])).toBe(0);
  expect(await verifyCommand([alone, ...opened])).toBe(0);
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith("plumbline-verify-"))).toEqual([]);
});

test("an empty folder becomes the installation, and one that is in use is refused", async () => {
  const restored = join(folder, "restored");
  const env = { DATA_DIR: restored };
  expect(await restoreCommand([beside, ...opened], env)).toBe(0);
  expect(readFileSync(join(restored, "settings.env"), "utf8")).toBe("METRICS_TOKEN=secret\n");
  expect(statSync(join(restored, "settings.env")).mode & 0o777).toBe(0o600);
  await expect(restoreCommand([beside, ...opened], env)).rejects.toThrow(
    "belongs to an installation",
  );
  await expect(restoreCommand([beside, ...opened], { DATA_DIR: dataDir })).rejects.toThrow(
    "belongs to an installation",
  );
  const found = await onServer(restored, async (superuser, urls) => {
    const house = await houseOn(urls, restored);
    try {
      // Transaction numbers of the new server come again in restored entries; only with their hints are they unique.
      await expect.poll(() => waiting(superuser), { timeout: 5_000 }).toBe(0);
    } finally {
      await house.close();
    }
    return ask(
      superuser,
      "select name, (select count(*) > 0 from role) as complete from organization",
    );
  });
  expect(found).toEqual([{ name: "Restored Ltd", complete: true }]);
});

test("what is refused leaves the folder as empty as it was", async () => {
  const target = join(folder, "refused");
  const env = { DATA_DIR: target };
  await expect(restoreCommand([beside, ...opened, "--key", "AAAA"], env)).rejects.toThrow(
    "sealed with the key",
  );
  expect(existsSync(target)).toBe(false);
  const { opening, pieces } = await takeApart(beside);
  const later = { version: 9999, name: "9999_later.sql", checksum: "1" };
  const newer = join(folder, "newer.age");
  const key = loadOrCreateLogKey(join(dataDir, "log.key"));
  writeFileSync(
    newer,
    await putTogether(
      { pieces, opening: { ...opening, migrations: [...opening.migrations, later] } },
      key,
    ),
  );
  await expect(restoreCommand([newer, ...opened], env)).rejects.toThrow("a newer Plumbline");
  expect(existsSync(target)).toBe(false);
  mkdirSync(target);
  writeFileSync(join(target, "notes.txt"), "mine");
  await expect(restoreCommand([newer, ...opened], env)).rejects.toThrow("a newer Plumbline");
  expect(readdirSync(target)).toEqual(["notes.txt"]);
});

test("every wrong call is answered with what to do", async () => {
  const env = { DATA_DIR: dataDir };
  await expect(backupCommand([], env)).rejects.toThrow("Say where to: plumb backup FILE");
  await expect(backupCommand([join(folder, "x.age")], env)).rejects.toThrow(
    "plumb backup key FILE",
  );
  await expect(backupCommand([join(folder, "x.age"), "--recipient", "age1x"], env)).rejects.toThrow(
    "is no age recipient",
  );
  await expect(backupCommand([beside, "--recipient", recipient], env)).rejects.toThrow(
    "is there already",
  );
  await expect(
    backupCommand([join(folder, "x.age"), "--recipient", recipient], {
      DATA_DIR: join(folder, "none"),
    }),
  ).rejects.toThrow("There is no database in");
  await expect(keyCommand([])).rejects.toThrow("plumb backup key FILE");
  await expect(verifyCommand([beside])).rejects.toThrow("Say what opens it");
  await expect(verifyCommand([beside, "--identity", beside])).rejects.toThrow(
    "holds no age identity",
  );
  await expect(restoreCommand([join(folder, "none.age"), ...opened], env)).rejects.toThrow(
    "There is no",
  );
});

const onServer = async <T>(
  place: string,
  run: (superuser: string, urls: DatabaseUrls) => Promise<T>,
): Promise<T> => {
  const embedded = await startEmbedded({ dataDir: place, say: () => {}, cluster: { fast: true } });
  try {
    return await run(embedded.superuserUrl("plumbline"), await prepareEmbedded(embedded));
  } finally {
    await embedded.stop();
  }
};

/** Plumbline on its own server in that folder, with one organisation, for as long as `run` takes. */
const served = async (place: string, run: () => Promise<void>): Promise<void> => {
  const embedded = await startEmbedded({ dataDir: place, say: () => {}, cluster: { fast: true } });
  try {
    const urls = await prepareEmbedded(embedded);
    await migrate(urls.migration);
    const house = await houseOn(urls, place);
    try {
      const id = crypto.randomUUID();
      const plan = { id, name: "Restored Ltd", zone: "UTC", language: "en", currency: "EUR" };
      await provisionOrganization(house.parts, apps, plan);
      await run();
    } finally {
      await house.close();
    }
  } finally {
    await embedded.stop();
  }
};
