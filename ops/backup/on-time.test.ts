import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cloneDatabase } from "../../test/harness.ts";
import { freePort } from "../../test/relay.ts";
import { buildClient } from "../check/client.ts";
import type { Check } from "../doctor/judge.ts";
import { goodSettings, runPlumb, scratch, startPlumb } from "../serve/command-rig.ts";
import { ask, lock, readBackup } from "./backup-rig.ts";
import { checkStream } from "./check-stream.ts";

const day = /^plumbline-\d{8}T\d{6}Z\.age$/;

test(
  "production with BACKUP_DIR has its first backup at once: whole, pruned by the rule, in the log, the metrics and the doctor's sight",
  { timeout: 60_000 },
  async () => {
    await buildClient();
    const { urls, superuserUrl, drop } = await cloneDatabase();
    const { folder, remove } = scratch();
    const backups = join(folder, "backups");
    mkdirSync(backups);
    const settings = goodSettings(urls, folder, await freePort());
    const env = {
      ...settings,
      BACKUP_DIR: backups,
      BACKUP_RECIPIENT: lock.recipients.join(),
      BACKUP_KEEP: "1",
      BACKUP_DATABASE_URL: urls.app.replace("plumbline_app@", "plumbline_backup@"),
    };
    const served = startPlumb(["serve"], env);
    try {
      await served.says("Plumbline serves");
      const metric = await eventually(async () => {
        const answer = await fetch(`http://localhost:${settings["PORT"]}/metrics`, {
          headers: { authorization: `Bearer ${settings["METRICS_TOKEN"]}` },
        });
        return /^plumbline_backup_last_success_timestamp_seconds (\d+)$/m.exec(
          await answer.text(),
        )?.[1];
      });
      expect(Math.abs(Date.now() / 1000 - Number(metric))).toBeLessThan(60);

      const [file = "", ...others] = readdirSync(backups);
      expect(others).toEqual([]);
      expect(file).toMatch(day);
      expect((await checkStream(readBackup(join(backups, file)))).rows).toBeGreaterThan(0);
      const facts = await ask<{ file: string }>(
        superuserUrl,
        "select new ->> 'file' as file from log_entry where type = 'backup.written'",
      );
      expect(facts).toEqual([{ file }]);

      const { out } = await runPlumb(["doctor", "--json"], env);
      const { checks } = JSON.parse(out) as { checks: Check[] };
      expect(checks.find(({ name }) => name === "backup")).toMatchObject({ state: "ok" });
    } finally {
      await served.stop();
      await drop();
      remove();
    }
  },
);

const eventually = async (look: () => Promise<string | undefined>): Promise<string> => {
  for (let tries = 0; tries < 300; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((wait) => setTimeout(wait, 100));
  }
  throw new Error("Half a minute has passed without a backup.");
};
