import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { backUp, backupCommand } from "./backup.ts";
import {
  ask,
  demoHouse,
  emptyDatabase,
  lock,
  readBackup,
  scratchFolder,
  waiting,
} from "./backup-rig.ts";
import { checkStream } from "./check-stream.ts";
import { restoreInto } from "./restore.ts";

const notices = 20_000;
// Several seconds alone; as many more as the machine has other things to do.
const patience = 90_000;
let origin: Awaited<ReturnType<typeof demoHouse>>;

// In pieces, as people write, so that no transaction of the sequencer grows long on a busy machine.
beforeAll(async () => {
  origin = await demoHouse();
  for (let posted = 0; posted < notices; posted += 1000)
    await ask(
      origin.superuserUrl,
      `insert into notice (org_id, id, scope_id, title, text, from_on, author_id, created_at, updated_at)
       select m.org_id, gen_random_uuid(), m.org_id, 'Notice ' || n, repeat('The water is off on Tuesday. ', 10), '2026-11-20', m.id, now(), now()
       from (select org_id, id from membership order by org_id, id limit 1) m, generate_series(1, 1000) n`,
    );
  while ((await waiting(origin.superuserUrl)) > 0) await wait(100);
}, patience);

test(
  "20,000 notices with their log are backed up, verified and restored in seconds",
  async () => {
    const file = join(scratchFolder(), "large.age");
    const started = performance.now();
    await backUp(origin.source, file, lock);
    const backedUp = performance.now();
    const { rows } = await checkStream(readBackup(file));
    const checked = performance.now();
    const restored = await restoreInto(
      { ...(await emptyDatabase()), dataDir: scratchFolder() },
      readBackup(file),
    );
    const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
    console.log(
      `${rows} rows, ${(statSync(file).size / 1e6).toFixed(1)} MB: backup ${seconds(started, backedUp)} s, ` +
        `read and checked ${seconds(backedUp, checked)} s, restored and compared ${seconds(checked, performance.now())} s`,
    );
    expect(restored.rows).toBe(rows);
    expect(rows).toBeGreaterThan(3 * notices);
  },
  patience,
);

test(
  "a backup that is killed leaves nothing of its name, and the next one clears up behind it",
  async () => {
    const folder = scratchFolder();
    const pattern = join(folder, "plumbline-{time}.age");
    const env = {
      ...process.env,
      DATA_DIR: origin.source.dataDir,
      DATABASE_URL: origin.source.app,
      SYSTEM_DATABASE_URL: origin.source.system,
      MIGRATION_DATABASE_URL: origin.source.migration,
      BACKUP_DATABASE_URL: origin.source.backup,
      BACKUP_RECIPIENT: lock.recipients[0],
    };
    const plumb = join(import.meta.dirname, "../plumb.ts");
    const child = spawn(process.execPath, [plumb, "backup", pattern], { env, stdio: "ignore" });
    const gone = once(child, "exit");
    const begun = () =>
      readdirSync(folder).some((name) => statSync(join(folder, name)).size > 100_000);
    while (child.exitCode === null && !begun()) await wait(5);
    child.kill("SIGKILL");
    await gone;
    expect(child.signalCode).toBe("SIGKILL");
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/\.age\.\d+\.partial$/)]);

    for (const day of ["01", "02", "03"])
      writeFileSync(join(folder, `plumbline-202601${day}T000000Z.age`), "old");
    writeFileSync(join(folder, "plumbline-notes.age"), "mine");
    await backupCommand([pattern, "--keep", "2"], env);
    expect(readdirSync(folder).toSorted()).toEqual([
      "plumbline-20260103T000000Z.age",
      expect.stringMatching(/^plumbline-\d{8}T\d{6}Z\.age$/),
      "plumbline-notes.age",
    ]);
    await expect(backupCommand([join(folder, "one.age"), "--keep", "2"], env)).rejects.toThrow(
      "--keep needs {time}",
    );
    expect(existsSync(join(folder, "one.age"))).toBe(false);
  },
  patience,
);
