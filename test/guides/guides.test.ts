import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Block, blocksOf } from "./blocks.ts";
import { startReading } from "./reader.ts";
import { openShell } from "./shell.ts";

const root = join(import.meta.dirname, "../..");
const guide = (path: string): readonly Block[] => blocksOf(readFileSync(join(root, path), "utf8"));

/** What no test can do, and why. Each stands below a paragraph that says “By hand”. */
const byHand: Record<string, Record<string, string>> = {
  "docs/administrator.md": {
    sql: "The superuser of somebody's PostgreSQL types it; the tests make the same roles and databases by the same file.",
    ini: "A unit file is systemd's, and no test may register one on the machine that it runs on.",
  },
};

/** Languages of what is shown and not typed. */
const shown = new Set(["json", "text"]);

const guides = ["administrator", "backup", "log-format", "security", "api"].map(
  (name) => `docs/${name}.md`,
);

describe("every block of a guide says what it is", () => {
  test.each([...guides, "README.md"])("%s", (path) => {
    const others = guide(path).filter(({ language }) => language !== "sh");
    for (const { language, line, above } of others.filter((one) => !shown.has(one.language))) {
      expect(
        byHand[path]?.[language],
        `${path}:${line} is neither run nor said to be by hand`,
      ).toBeTruthy();
      expect(above, `${path}:${line}`).toContain("By hand");
    }
  });

  test("and nothing is excused that no guide has any more", () => {
    for (const [path, kinds] of Object.entries(byHand))
      for (const kind of Object.keys(kinds))
        expect(
          guide(path).map(({ language }) => language),
          path,
        ).toContain(kind);
  });
});

describe("the commands of the guides do what they say", { timeout: 300_000 }, async () => {
  const install = await startReading();
  afterAll(install.leave);

  test("an empty host becomes an installation, is backed up, restored, upgraded, and its log verified", async () => {
    const shell = openShell({});
    const type = typist(install.typed, shell.run);
    try {
      for (const block of guide("docs/administrator.md").filter(isTyped)) {
        const text = block.lines.join("\n");
        if (text.includes("migrate --plan")) await shell.run("kill $SERVED && wait $SERVED || :");
        const said = await type(block);
        if (text.includes("plumb init")) install.fillIn();
        if (text.includes("organization create")) expect(said).toMatch(/https:\S+\/link\/\S+/);
        if (text.includes("plumb restore")) expect(said).toContain("Restored the backup of");
        if (text.includes("plumb doctor")) expect(said).not.toContain("FAULT");
      }
      const said: string[] = [];
      for (const path of ["docs/backup.md", "docs/log-format.md", "docs/security.md"])
        for (const block of guide(path).filter(isTyped)) said.push(await type(block));
      const all = said.join("\n");
      expect(all).toContain("Nothing was touched.");
      expect(all).toContain("backups stay in");
      expect(all).toContain("Restored the backup of");
      expect(all).toMatch(/entries/);
    } finally {
      await shell.end();
    }
  });

  test("npx finds the command in the project's folder", async () => {
    const shell = openShell({});
    expect(await shell.run("command npx plumb help")).toContain("plumb COMMAND");
    await shell.end();
  });

  test("the demo answers the calls, and its log is exported and verified", async () => {
    const demo = await startReading();
    const shell = openShell({ DATA_DIR: join(demo.place, "srv"), PORT: String(demo.port) });
    const type = typist(demo.typed, shell.run);
    try {
      await shell.run(
        `npx plumb start > ${demo.place}/start.log & SERVED=$!
        for try in $(seq 600); do command curl -s -o /dev/null localhost:${demo.port}/health && break; kill -0 $SERVED; sleep 0.1; done`,
      );
      const said: string[] = [];
      for (const path of ["docs/api.md", "README.md"])
        for (const block of guide(path).filter(isTyped)) said.push(await type(block));
      expect(said.join("\n")).toMatch(/"status":"healthy"[\s\S]*entries/);
    } finally {
      await shell.end();
      await demo.leave();
    }
  });
});

const isTyped = ({ language }: Block): boolean => language === "sh";

const typist =
  (typed: (line: string) => string, run: (script: string) => Promise<string>) =>
  ({ lines }: Block): Promise<string> =>
    run(lines.map(typed).join("\n"));
