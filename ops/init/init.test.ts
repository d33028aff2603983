import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { afterAll, expect, it } from "vitest";
import { runPlumb, scratch } from "../serve/command-rig.ts";

const { folder, remove } = scratch();
afterAll(remove);

it("plumb init writes a file for its owner alone, with secrets of its own, and never over another", async () => {
  const [one, other] = [join(folder, "one"), join(folder, "other")];
  const made = await runPlumb(["init", "--dir", one], {});
  expect(made).toMatchObject({ code: 0, err: "" });
  expect(made.out).toContain(`plumb migrate --settings ${one}/plumbline.env`);
  const file = join(one, "plumbline.env");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const text = readFileSync(file, "utf8");
  const { METRICS_TOKEN: token, DATA_DIR, DATABASE_URL } = parseEnv(text);
  expect(token).toMatch(/^[\w-]{32}$/);
  expect(DATA_DIR).toBe(join(one, "data"));
  expect(DATABASE_URL).toBeUndefined();

  const again = await runPlumb(["init", "--dir", one], {});
  expect(again).toMatchObject({ code: 1, out: "" });
  expect(again.err).toContain(`${file} is there already and was not touched.`);
  expect(readFileSync(file, "utf8")).toBe(text);

  await runPlumb(["init", "--external", "--dir", other], {});
  const external = parseEnv(readFileSync(join(other, "plumbline.env"), "utf8"));
  expect(external["METRICS_TOKEN"]).not.toBe(token);
  const passwords = ["DATABASE_URL", "SYSTEM_DATABASE_URL", "MIGRATION_DATABASE_URL"].map(
    (name) => new URL(external[name] ?? "").password,
  );
  expect(new Set(passwords).size).toBe(3);
});

it("what is still to fill in is refused by name, and a missing file is a sentence", async () => {
  const file = join(folder, "other", "plumbline.env");
  const { code, err } = await runPlumb(["serve", "--settings", file], {});
  expect(code).toBe(1);
  for (const name of ["PUBLIC_URL", "DATABASE_URL", "SMTP_URL", "MAIL_FROM"])
    expect(err).toContain(`${name} still holds a placeholder.`);
  expect(err).not.toContain("METRICS_TOKEN");
  const missing = await runPlumb(["migrate", "--settings", join(folder, "none.env")], {});
  expect(missing).toMatchObject({ code: 1, out: "" });
  expect(missing.err).toContain("Make one with plumb init, or correct the name.");
});
