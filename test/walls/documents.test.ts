import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkDocuments } from "../../ops/check/documents.ts";

let root = "";
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plumbline-documents-"));
  write("package.json", JSON.stringify({ scripts: { start: "x", test: "x", check: "x" } }));
  write("package-lock.json", "{}");
  write("README.md", "# Product\n");
  write("ARCHITECTURE.md", "# How\n");
  write("docs/decisions/README.md", "[0001](0001-first.md)\n");
  write("docs/decisions/0001-first.md", "# First\n");
  write(
    "ops/commands.ts",
    'export const commands = { "log export": { summary: "writes the log" } };\n',
  );
});
afterEach(() => rmSync(root, { recursive: true }));

const faults = async () => (await checkDocuments(root)).faults;

test("a document whose paths, links and commands exist passes", async () => {
  write(
    "README.md",
    "[how](ARCHITECTURE.md#top) `ops/commands.ts` `npm run check` `npx plumb log export --org O`\n",
  );
  expect(await faults()).toEqual([]);
});

test.each([
  ["a dead link", "[a](docs/nowhere.md)", "README.md:1: the link docs/nowhere.md leads nowhere"],
  ["a dead path", "\n`ops/nowhere.ts`", "README.md:2: the path ops/nowhere.ts does not exist"],
  ["a script", "`npm run nowhere`", 'README.md:1: the command "npm run nowhere" does not exist'],
  ["a command", "`plumb log burn`", 'README.md:1: the command "plumb log burn" does not exist'],
  [
    "a command in a block",
    "```sh\nnpx plumb fly\n```",
    'README.md:2: the command "plumb fly" does not exist',
  ],
])("%s is caught", async (_, text, fault) => {
  write("README.md", `${text}\n`);
  expect(await faults()).toEqual([fault]);
});

test("a document that is too long or missing is caught", async () => {
  write("README.md", "line\n".repeat(101));
  rmSync(join(root, "ARCHITECTURE.md"));
  expect(await faults()).toEqual([
    "README.md:101: 101 lines; 100 is the most",
    "ARCHITECTURE.md is missing; write it",
  ]);
});

test("a decision that nobody lists is caught", async () => {
  write("docs/decisions/0002-second.md", "# Second\n");
  expect(await faults()).toEqual(["docs/decisions/README.md: 0002-second.md is not listed"]);
});

test("a path of one machine, a registry's host and a lockfile with gaps are caught", async () => {
  // Put together here, so that this file does not report itself.
  const home = ["", "home", "somebody"].join("/");
  write("core/clock/index.ts", `export const folder = "${home}/x";\n`);
  const packages = {
    "node_modules/a": {
      resolved: "https://registry.example/a.tgz",
      optionalDependencies: { "a-arm64": "1.0.0" },
    },
  };
  write("package-lock.json", JSON.stringify({ packages }));
  expect(await faults()).toEqual([
    'package-lock.json: node_modules/a names a host (https://registry.example/a.tgz); remove "resolved"',
    "package-lock.json: a-arm64 is left out, so npm ci refuses; add its entry",
    `core/clock/index.ts:1: ${home} is a path of one machine; use a relative one`,
  ]);
});
